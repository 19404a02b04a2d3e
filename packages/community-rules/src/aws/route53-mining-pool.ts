import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isBelow, onQuery, queryName } from './dns-query.ts';

/** Pools that miners on stolen computers use most. */
const pools: readonly string[] = [
  'supportxmr.com',
  'minexmr.com',
  'nanopool.org',
  'moneroocean.stream',
  'hashvault.pro',
  '2miners.com',
  'f2pool.com',
  'nicehash.com',
  'monerohash.com',
  'xmrpool.eu',
  'c3pool.com',
  'herominers.com',
  'unmineable.com',
  'kryptex.network',
];

export const route53MiningPool = defineRule({
  id: 'route53_mining_pool',
  description: 'A host asked for the name of a mining pool.\nFalse positive: a team that researches currencies.',
  logs: ['route53:resolver_queries'],
  where: { query_class: 'IN' },
  when: ({ record }) => pools.some((domain) => isBelow(queryName(record), domain)) && onQuery(record, 'mining pool'),
  merge: { by: ['query_name', 'vpc_id'], windowMinutes: 60 },
  severity: 'high',
  tags: ['aws', 'route53', 'dns', 'impact', 'cryptomining'],
  attack: [{ tactic: 'TA0040', technique: 'T1496.001' }],
  references: [
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    'https://attack.mitre.org/techniques/T1496/001/',
  ],
  runbook: steps(
    'Find the host by srcids.instance or srcaddr, and the process that asked.',
    'Isolate the host, and find how the miner came.',
    'Look for new instances in other regions.',
  ),
});
