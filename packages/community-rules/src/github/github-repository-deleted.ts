import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubRepositoryDeleted = defineRule({
  id: 'github_repository_deleted',
  description: 'A repository was deleted. It can be restored for 90 days.\nFalse positive: a test that is tidied up.',
  logs: ['github:audit'],
  where: { action: ['repo.destroy'] },
  when: ({ record }) => byActor(record, 'deleted:'),
  merge: { by: ['actor'], windowMinutes: 60 },
  severity: 'low',
  tags: ['github', 'impact'],
  attack: [{ tactic: 'TA0040', technique: 'T1485' }],
  references: [
    'https://docs.github.com/en/repositories/creating-and-managing-repositories/restoring-a-deleted-repository',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1485/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Restore it from the settings of the organization unless the deletion was planned.',
    'Look for further deletions by the same actor.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
