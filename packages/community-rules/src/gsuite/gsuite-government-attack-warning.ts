import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed } from './gsuite.ts';

export const gsuiteGovernmentAttackWarning = defineRule({
  id: 'gsuite_government_attack_warning',
  description:
    'Google believes that attackers backed by a government try to get into an account.\nFalse positive: none known; Google sends them some time after the attempt, so as not to give its sources away.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'login' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['gov_attack_warning'])[0];
    return event !== undefined && byAccount(record, 'government-backed attack warning for account used');
  },
  severity: 'critical',
  tags: ['google-workspace', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1566' },
    { tactic: 'TA0001', technique: 'T1078.004' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login',
    'https://attack.mitre.org/techniques/T1566/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Call the user and have them join the Advanced Protection Program.',
    'Look at their sign-ins, forwarding rules, and applications with access.',
    'Tell the others who work on the same subject.',
  ),
});
