import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed } from './gsuite.ts';

export const gsuiteDataExportStarted = defineRule({
  id: 'gsuite_data_export_started',
  description:
    'Somebody started the export of all data of the company.\nFalse positive: the end of the contract with Google.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'admin' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['CUSTOMER_TAKEOUT_CREATED'])[0];
    return event !== undefined && byAccount(record, 'export of all data started');
  },
  severity: 'critical',
  tags: ['google-workspace', 'exfiltration'],
  attack: [
    { tactic: 'TA0010', technique: 'T1567' },
    { tactic: 'TA0009', technique: 'T1530' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-domain-settings',
    'https://attack.mitre.org/techniques/T1567/',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps(
    'Ask the super administrators: one of them started it.',
    'If nobody did: ask Google Support to stop it; it takes days.',
    'If it was not them: reset their password, their cookies and their factors in the admin console.',
  ),
});
