import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

export const gsuiteDomainWideDelegation = defineRule({
  id: 'gsuite_domain_wide_delegation',
  description:
    'An application was allowed to act as every user of the domain.\nFalse positive: a migration or backup product that is set up.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'admin' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['AUTHORIZE_API_CLIENT_ACCESS'])[0];
    return (
      event !== undefined &&
      byAccount(record, `client ${parameter(event, 'API_CLIENT_NAME') ?? ''} may act as everybody; allowed`, {
        scopes: parameter(event, 'API_SCOPES'),
      })
    );
  },
  severity: 'high',
  tags: ['google-workspace', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.001' },
    { tactic: 'TA0005', technique: 'T1550.001' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-domain-settings',
    'https://attack.mitre.org/techniques/T1098/001/',
    'https://attack.mitre.org/techniques/T1550/001/',
  ],
  runbook: steps(
    'Ask the person behind the account, not by mail.',
    'See whose client it is (API_CLIENT_NAME) and what it may do (API_SCOPES).',
    'Remove it unless it is known: it can read all mail.',
  ),
});
