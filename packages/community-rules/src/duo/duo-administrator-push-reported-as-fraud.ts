import { defineRule, safeJsonParse } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byAdministrator } from './duo.ts';

export const duoAdministratorPushReportedAsFraud = defineRule({
  id: 'duo_administrator_push_reported_as_fraud',
  description:
    'An administrator of Duo reported a push that they did not ask for: somebody has their password.\nFalse positive: an administrator who pressed the wrong button.',
  logs: ['duo:administrator'],
  where: { action: 'admin_2fa_error' },
  when: ({ record }) =>
    /fraud/i.test(textAt(safeJsonParse(record['description']), 'error')) &&
    byAdministrator(record, 'push reported as fraud:'),
  severity: 'critical',
  tags: ['duo', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1621' },
    { tactic: 'TA0001', technique: 'T1078.004' },
  ],
  references: [
    'https://duo.com/docs/adminapi#administrator-logs',
    'https://attack.mitre.org/techniques/T1621/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Call the administrator: did they press the button on purpose?',
    'Reset their password at once, and read the administrator log since the first sign-in from the address in the description.',
  ),
});
