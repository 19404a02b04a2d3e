import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isBelow, onQuery, queryName } from './dns-query.ts';

/** Services whose own names are long. */
const usual: readonly string[] = [
  'amazonaws.com',
  'cloudfront.net',
  'in-addr.arpa',
  'ip6.arpa',
  'akadns.net',
  'sophosxl.net',
];

export const route53DnsTunnel = defineRule({
  id: 'route53_dns_tunnel',
  description:
    'A host asked for a name so long, of a type that carries data, that the name itself is likely to be data on its way out.\nFalse positive: a product that asks reputation services in this way (antivirus, mail filters); leave their domain out in a copy of this rule.',
  logs: ['route53:resolver_queries'],
  where: { query_type: ['TXT', 'NULL', 'CNAME', 'MX'] },
  when: ({ record }) => {
    const name = queryName(record);
    const longest = Math.max(...name.split('.').map((label) => label.length));
    const known = usual.some((domain) => isBelow(name, domain)) || name.includes('_domainkey') || name.startsWith('_');
    return name.length > 100 && longest > 45 && !known && onQuery(record, 'likely DNS tunnel');
  },
  merge: { by: ['srcaddr', 'vpc_id'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'route53', 'dns', 'exfiltration'],
  attack: [
    { tactic: 'TA0011', technique: 'T1071.004' },
    { tactic: 'TA0010', technique: 'T1048.003' },
  ],
  references: [
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    'https://attack.mitre.org/techniques/T1071/004/',
    'https://attack.mitre.org/techniques/T1048/003/',
  ],
  runbook: steps(
    'Find the host by srcids.instance or srcaddr, and the process that asked.',
    'Count the names below the same domain: a tunnel asks thousands.',
    'Block the domain in DNS Firewall, and isolate the host.',
  ),
});
