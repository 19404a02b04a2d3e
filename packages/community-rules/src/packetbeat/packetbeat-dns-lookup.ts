import { defineRule } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';

export const packetbeatDnsLookup = defineRule({
  id: 'packetbeat_dns_lookup',
  description:
    'A host asked for a name below a domain of this rule, as malware does that packs data into names. The domain is an example: put yours in a copy of it.\nFalse positive: an analyst who looks at the domain.',
  logs: ['packetbeat:dns'],
  when: ({ record }) => {
    const name = textAt(record, 'dns.question.name');
    return (
      name.endsWith('.evil.com.') &&
      alertOn(`${name} asked for by ${textAt(record, 'client_ip') || 'a host'}`, {
        source_ip: textAt(record, 'client_ip'),
      })
    );
  },
  severity: 'medium',
  tags: ['packetbeat', 'network', 'command-and-control'],
  attack: [{ tactic: 'TA0011', technique: 'T1071.004' }],
  references: [
    'https://www.elastic.co/guide/en/beats/packetbeat/current/exported-fields-dns.html',
    'https://attack.mitre.org/techniques/T1071/004/',
  ],
  runbook: steps(
    'Look the name or address up in the threat intelligence you have.',
    'Find the process on the host that asked.',
    'If it is malware: isolate the host.',
  ),
});
