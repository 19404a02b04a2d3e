import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isBelow, onQuery, queryName } from './dns-query.ts';

/** Domains of Burp Collaborator, interactsh and the like. */
const callbacks: readonly string[] = [
  'burpcollaborator.net',
  'oastify.com',
  'interact.sh',
  'oast.pro',
  'oast.live',
  'oast.site',
  'oast.online',
  'oast.fun',
  'oast.me',
  'dnslog.cn',
  'ceye.io',
  'requestbin.net',
  'canarytokens.com',
];

export const route53CallbackDomain = defineRule({
  id: 'route53_callback_domain',
  description:
    'A host asked for a name of a service that tells testers whether their exploit worked. Somebody ran one against this host.\nFalse positive: a penetration test, or a scanner of your own.',
  logs: ['route53:resolver_queries'],
  where: { query_class: 'IN' },
  when: ({ record }) =>
    callbacks.some((domain) => isBelow(queryName(record), domain)) && onQuery(record, 'callback of an exploit'),
  merge: { by: ['query_name', 'vpc_id'], windowMinutes: 60 },
  severity: 'high',
  tags: ['aws', 'route53', 'dns', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1190' },
    { tactic: 'TA0011', technique: 'T1071.004' },
  ],
  references: [
    'https://github.com/projectdiscovery/interactsh',
    'https://portswigger.net/burp/documentation/collaborator',
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    'https://attack.mitre.org/techniques/T1190/',
    'https://attack.mitre.org/techniques/T1071/004/',
  ],
  runbook: steps(
    'Find the host by srcids.instance or srcaddr, and the process that asked.',
    'Find the request that made the host ask: the log of the web application at that time.',
    'Patch what it exploited, and look for what came after.',
  ),
});
