import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubDisableRequiredStatusChecks = defineRule({
  id: 'github_disable_required_status_checks',
  description:
    'Somebody turned off the checks that must pass before a merge: tests and scans can be skipped.\nFalse positive: a check that is renamed; the new one becomes required in the same minute.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['protected_branch.update_required_status_checks_enforcement_level'] },
  when: ({ record }) =>
    valueAt(record, 'data.required_status_checks_enforcement_level') === 0 && byActor(record, 'status checks off in'),
  severity: 'medium',
  tags: ['github', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Turn the protection on again unless the owner of the repository confirms it.',
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Read the commits that reached the branch since then.',
    'If the actor did not do it: end their sessions and revoke their tokens and keys.',
  ),
});
