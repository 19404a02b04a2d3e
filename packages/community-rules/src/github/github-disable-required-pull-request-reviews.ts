import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

/** Accounts of automation that may do this. */
const ignoredActors: ReadonlySet<unknown> = new Set();

export const githubDisableRequiredPullRequestReviews = defineRule({
  id: 'github_disable_required_pull_request_reviews',
  description:
    'Somebody limited who may dismiss reviews, or let the named ones go around them: reviews of a protected branch no longer hold for everybody.\nFalse positive: the set-up of a new protected branch.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['protected_branch.dismissal_restricted_users_teams'] },
  when: ({ record }) =>
    valueAt(record, 'data.authorized_actors_only') === true &&
    !ignoredActors.has(record['actor']) &&
    byActor(record, 'reviews restricted in'),
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
