import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isBelow, onQuery, queryName } from './dns-query.ts';

const gateways: readonly string[] = [
  'onion',
  'onion.ws',
  'onion.ly',
  'onion.to',
  'onion.pet',
  'tor2web.org',
  'tor2web.io',
  'torproject.org',
];

export const route53TorGateway = defineRule({
  id: 'route53_tor_gateway',
  description:
    'A host asked for a name of the Tor network, or of a gateway to it.\nFalse positive: a browser of a person, on a network for people.',
  logs: ['route53:resolver_queries'],
  where: { query_class: 'IN' },
  when: ({ record }) =>
    gateways.some((domain) => isBelow(queryName(record), domain)) && onQuery(record, 'name of the Tor network'),
  merge: { by: ['query_name', 'vpc_id'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'route53', 'dns', 'command-and-control'],
  attack: [{ tactic: 'TA0011', technique: 'T1090.003' }],
  references: [
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    'https://attack.mitre.org/techniques/T1090/003/',
  ],
  runbook: steps(
    'Find the host by srcids.instance or srcaddr, and the process that asked.',
    'If the host serves an application: isolate it; servers do not use Tor.',
    'Block these domains in DNS Firewall.',
  ),
});
