import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

export const gsuiteMailForwardedOutside = defineRule({
  id: 'gsuite_mail_forwarded_outside',
  description:
    'A user has their mail forwarded out of the domain. Intruders do so to read along after the password is changed.\nFalse positive: a user who leaves and was allowed it.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'user_accounts' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['email_forwarding_out_of_domain'])[0];
    return (
      event !== undefined &&
      byAccount(record, `mail forwarded to ${parameter(event, 'email_forwarding_destination_address') ?? 'outside'}`)
    );
  },
  severity: 'high',
  tags: ['google-workspace', 'collection'],
  attack: [
    { tactic: 'TA0009', technique: 'T1114.003' },
    { tactic: 'TA0010', technique: 'T1567' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/user-accounts',
    'https://attack.mitre.org/techniques/T1114/003/',
    'https://attack.mitre.org/techniques/T1567/',
  ],
  runbook: steps(
    'Ask the person behind the account, not by mail.',
    'Turn the forwarding off, and off for the whole domain.',
    'If it was not them: reset their password, their cookies and their factors in the admin console.',
  ),
});
