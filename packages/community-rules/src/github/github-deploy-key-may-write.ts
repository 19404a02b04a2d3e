import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubDeployKeyMayWrite = defineRule({
  id: 'github_deploy_key_may_write',
  description:
    'A deploy key that may push was added to a repository: it belongs to no person, has no second factor, and stays.\nFalse positive: a release tool that pushes tags.',
  logs: ['github:audit'],
  where: { action: ['public_key.create'], read_only: false },
  when: ({ record }) => textAt(record, 'repo') !== '' && byActor(record, `key ${textAt(record, 'title')} may write to`),
  severity: 'medium',
  tags: ['github', 'persistence'],
  attack: [{ tactic: 'TA0003', technique: 'T1098.004' }],
  references: [
    'https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1098/004/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'See what uses the key (title).',
    'If nobody knows of it: delete the key, and look for pushes by it.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
