import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubDisableProtectThisBranch = defineRule({
  id: 'github_disable_protect_this_branch',
  description:
    'Somebody removed the protection of a branch: commits reach it without review or tests.\nFalse positive: a branch that is no longer used.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['protected_branch.destroy'] },
  when: ({ record }) => byActor(record, 'branch protection removed in'),
  severity: 'medium',
  tags: ['github', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1562.001' },
    { tactic: 'TA0001', technique: 'T1195.002' },
  ],
  references: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1562/001/',
    'https://attack.mitre.org/techniques/T1195/002/',
  ],
  runbook: steps(
    'Turn the protection on again unless the owner of the repository confirms it.',
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Read the commits that reached the branch since then.',
    'If the actor did not do it: end their sessions and revoke their tokens and keys.',
  ),
});
