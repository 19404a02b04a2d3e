import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubSelfHostedRunnerAdded = defineRule({
  id: 'github_self_hosted_runner_added',
  description:
    'A machine was registered as runner for workflows: it gets the code and the secrets of the jobs it takes.\nFalse positive: the pool of runners growing by itself; then its account can be left out in a copy of this rule.',
  logs: ['github:audit'],
  where: {
    action: [
      'repo.register_self_hosted_runner',
      'org.register_self_hosted_runner',
      'enterprise.register_self_hosted_runner',
    ],
  },
  when: ({ record }) => byActor(record, `runner ${textAt(record, 'runner_name')} registered for`),
  severity: 'low',
  tags: ['github', 'execution'],
  attack: [
    { tactic: 'TA0002', technique: 'T1677' },
    { tactic: 'TA0006', technique: 'T1552.001' },
  ],
  references: [
    'https://docs.github.com/en/actions/hosting-your-own-runners/managing-self-hosted-runners/about-self-hosted-runners',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1677/',
    'https://attack.mitre.org/techniques/T1552/001/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'See whether the machine belongs to the company (runner_name, runner_labels).',
    'If not: remove the runner, and replace the secrets of jobs that ran on it.',
  ),
});
