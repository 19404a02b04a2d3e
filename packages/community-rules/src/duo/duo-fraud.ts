import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byDuoUser } from './duo.ts';

export const duoFraud = defineRule({
  id: 'duo_fraud',
  description:
    'A user told Duo that they did not ask for this authentication. Somebody else has their password, and tried.\nFalse positive: a user who pressed the wrong button.',
  logs: ['duo:authentication', 'duo:authentication_v2'],
  whereByLog: { 'duo:authentication': { result: 'FRAUD' }, 'duo:authentication_v2': { result: 'fraud' } },
  when: ({ record }) => byDuoUser(record, 'authentication reported as fraud'),
  severity: 'high',
  tags: ['duo', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1621' },
    { tactic: 'TA0001', technique: 'T1078' },
  ],
  references: [
    'https://duo.com/docs/authlog',
    'https://guide.duo.com/fraud',
    'https://attack.mitre.org/techniques/T1621/',
    'https://attack.mitre.org/techniques/T1078/',
  ],
  runbook: steps(
    'Call the user: did they press the button on purpose?',
    'If so, change the password of the user at once, and end their sessions.',
    'Search for other sign-ins from the address of the attempt.',
  ),
});
