import { defineRule, safeJsonParse, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAdministrator } from './duo.ts';

export const duoBypassCodeCreateNonExpiring = defineRule({
  id: 'duo_bypass_code_create_non_expiring',
  description:
    'An administrator of Duo made a bypass code that never expires. Whoever learns the code passes for the user without their phone.\nFalse positive: a service account that cannot have a phone.',
  logs: ['duo:administrator'],
  where: { action: 'bypass_create' },
  when: ({ record }) => {
    const code = safeJsonParse(record['description']);
    return (valueAt(code, 'valid_secs') ?? null) === null && byAdministrator(record, 'bypass code of');
  },
  severity: 'medium',
  tags: ['duo', 'mfa', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1556.006' },
    { tactic: 'TA0005', technique: 'T1556.006' },
  ],
  references: [
    'https://duo.com/docs/adminapi#administrator-logs',
    'https://duo.com/docs/administration-users#generating-a-bypass-code',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the administrator (username) why the user (object) needed the code.',
    'If they do not know of it: revoke the code, and disable the account of the administrator.',
    'Look at authentications of the user with factor "Bypass Code" since then.',
  ),
});
