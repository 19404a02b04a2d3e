import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubDisableDismissStalePullRequestApprovals = defineRule({
  id: 'github_disable_dismiss_stale_pull_request_approvals',
  description:
    'Somebody let approvals of a pull request stand when commits are added after them: code can be slipped in that nobody reviewed.\nFalse positive: a team that changes how it works; it says so in its chat.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['protected_branch.dismiss_stale_reviews'] },
  when: ({ record }) => byActor(record, 'stale approvals stand in'),
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
