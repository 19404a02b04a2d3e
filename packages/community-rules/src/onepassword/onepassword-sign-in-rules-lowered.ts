import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byPerson } from './onepassword.ts';

export const onepasswordSignInRulesLowered = defineRule({
  id: 'onepassword_sign_in_rules_lowered',
  description:
    'The second factor or single sign-on was turned off, or the firewall of sign-ins changed.\nFalse positive: a planned change of the rules, by the owners of the account.',
  logs: ['onepassword:audit_events'],
  where: { action: ['disblmfa', 'disblduo', 'disblsso', 'updatfw'] },
  when: ({ record }) => byPerson(record, textAt(record, 'action')),
  severity: 'high',
  tags: ['1password', 'mfa', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556.006' },
    { tactic: 'TA0003', technique: 'T1556.006' },
  ],
  references: [
    'https://developer.1password.com/docs/events-api/audit-events/',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Call the person: was it them?',
    'Restore the rules unless the change was planned.',
    'Look at sign-ins since then.',
  ),
});
