import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubIpAllowListDisabled = defineRule({
  id: 'github_ip_allow_list_disabled',
  description:
    'The list of addresses from which an organization may be used was turned off: stolen tokens work from anywhere.\nFalse positive: none in daily work; entries change, the list stays on.',
  logs: ['github:audit'],
  where: { action: ['ip_allow_list.disable', 'ip_allow_list.disable_for_installed_apps'] },
  when: ({ record }) => byActor(record, 'address list off for'),
  severity: 'high',
  tags: ['github', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1556.009' }],
  references: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1556/009/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Turn the list on again.',
    'Look for requests from unknown addresses since then.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
