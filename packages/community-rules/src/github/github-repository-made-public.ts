import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubRepositoryMadePublic = defineRule({
  id: 'github_repository_made_public',
  description:
    'A private repository was made public: its code, its history, and whatever secrets are in it are out.\nFalse positive: a project that is published on purpose; it was reviewed before.',
  logs: ['github:audit'],
  where: { action: ['repo.access'], visibility: 'public' },
  when: ({ record }) => byActor(record, 'made public:'),
  severity: 'high',
  tags: ['github', 'exfiltration'],
  attack: [{ tactic: 'TA0010', technique: 'T1567.001' }],
  references: [
    'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/managing-repository-settings/setting-repository-visibility',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1567/001/',
  ],
  runbook: steps(
    'Make the repository private again at once unless its publication was announced.',
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Replace every secret that is anywhere in its history: it was copied within minutes.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
