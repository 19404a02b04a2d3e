import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubRulesetWeakened = defineRule({
  id: 'github_ruleset_weakened',
  description:
    'A ruleset was deleted or turned off: what it asked of branches, tags and pushes no longer holds.\nFalse positive: a ruleset that another one replaces in the same change.',
  logs: ['github:audit'],
  where: { action: ['repository_ruleset.destroy', 'repository_ruleset.update'] },
  when: ({ record }) =>
    (textAt(record, 'action') === 'repository_ruleset.destroy' ||
      textAt(record, 'ruleset_enforcement') === 'disabled') &&
    byActor(record, `ruleset ${textAt(record, 'ruleset_name')} off in`),
  severity: 'medium',
  tags: ['github', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Turn the ruleset on again unless the owner confirms it.',
    'Read what was pushed since then.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
