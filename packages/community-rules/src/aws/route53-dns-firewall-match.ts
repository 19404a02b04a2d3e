import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { onQuery } from './dns-query.ts';

export const route53DnsFirewallMatch = defineRule({
  id: 'route53_dns_firewall_match',
  description:
    'DNS Firewall found a name on one of its lists: malware, a botnet, or what you put there.\nFalse positive: a name that is listed by mistake.',
  logs: ['route53:resolver_queries'],
  where: { firewall_rule_action: ['BLOCK', 'ALERT'] },
  when: ({ record }) =>
    onQuery(
      record,
      `listed name ${textAt(record, 'firewall_rule_action') === 'BLOCK' ? '(blocked)' : '(let through)'}`,
    ),
  merge: { by: ['query_name', 'vpc_id'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'route53', 'dns', 'command-and-control'],
  attack: [{ tactic: 'TA0011', technique: 'T1071.004' }],
  references: [
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html',
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    'https://attack.mitre.org/techniques/T1071/004/',
  ],
  runbook: steps(
    'Find the host by srcids.instance or srcaddr, and the process that asked.',
    'Look the name up in threat intelligence.',
    'If it is malware: isolate the host.',
  ),
});
