import { defineRule, validIp } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';

export const packetbeatBlacklistedIp = defineRule({
  id: 'packetbeat_blacklisted_ip',
  description:
    'A host talked to an address that is on the list of this rule. The list holds an example: put yours in a copy of it, or use threat intelligence.\nFalse positive: an address that has changed hands since it was listed.',
  logs: ['packetbeat:flow'],
  where: { 'dest.ip': ['222.173.190.239'] },
  when: ({ record }) => {
    const source = textAt(record, 'source.ip');
    return (
      validIp(source) &&
      !source.includes(':') &&
      alertOn(`${source} talked to ${textAt(record, 'dest.ip')}`, { source_ip: source })
    );
  },
  severity: 'medium',
  tags: ['packetbeat', 'network', 'command-and-control'],
  attack: [{ tactic: 'TA0011', technique: 'T1071.001' }],
  references: [
    'https://www.elastic.co/guide/en/beats/packetbeat/current/exported-fields-flows_event.html',
    'https://attack.mitre.org/techniques/T1071/001/',
  ],
  runbook: steps(
    'Look the name or address up in the threat intelligence you have.',
    'Find the process on the host that talked to it.',
    'If it is malware: isolate the host.',
  ),
});
