import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed } from './gsuite.ts';

export const gsuiteSingleSignOnChanged = defineRule({
  id: 'gsuite_single_sign_on_changed',
  description:
    'The settings of single sign-on were changed: who can point it to a provider of their own can be any user.\nFalse positive: the change of a certificate that expires.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'admin' },
  when: ({ record }) => {
    const event = eventsNamed(record, [
      'CHANGE_SSO_SETTINGS',
      'TOGGLE_SSO_ENABLED',
      'SSO_PROFILE_CREATED',
      'SSO_PROFILE_UPDATED',
    ])[0];
    return event !== undefined && byAccount(record, 'single sign-on changed');
  },
  severity: 'high',
  tags: ['google-workspace', 'federation'],
  attack: [
    { tactic: 'TA0005', technique: 'T1484.002' },
    { tactic: 'TA0003', technique: 'T1556.007' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-domain-settings',
    'https://attack.mitre.org/techniques/T1484/002/',
    'https://attack.mitre.org/techniques/T1556/007/',
  ],
  runbook: steps(
    'Ask the person behind the account, not by mail.',
    'Compare the provider and the certificate with what the company uses.',
    'Restore the settings unless the change was planned, and look for sign-ins since then.',
  ),
});
