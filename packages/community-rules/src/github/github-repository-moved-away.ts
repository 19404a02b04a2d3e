import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubRepositoryMovedAway = defineRule({
  id: 'github_repository_moved_away',
  description:
    'A repository was handed to another account or organization.\nFalse positive: a project that moves to its new owners.',
  logs: ['github:audit'],
  where: { action: ['repo.transfer_outgoing'] },
  when: ({ record }) => byActor(record, 'transferred:'),
  severity: 'high',
  tags: ['github', 'exfiltration'],
  attack: [{ tactic: 'TA0010', technique: 'T1567.001' }],
  references: [
    'https://docs.github.com/en/repositories/creating-and-managing-repositories/transferring-a-repository',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1567/001/',
  ],
  runbook: steps(
    'See who the new owner is.',
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'If it was not planned: ask GitHub Support to bring it back, and replace its secrets.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
