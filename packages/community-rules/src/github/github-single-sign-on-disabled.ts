import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubSingleSignOnDisabled = defineRule({
  id: 'github_single_sign_on_disabled',
  description:
    "Single sign-on was turned off for an organization or the enterprise: accounts live on without the company's sign-in.\nFalse positive: the change from one provider to another.",
  logs: ['github:audit'],
  where: { action: ['org.disable_saml', 'business.disable_saml', 'business.disable_oidc'] },
  when: ({ record }) => byActor(record, 'single sign-on off for'),
  severity: 'high',
  tags: ['github', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556' },
    { tactic: 'TA0003', technique: 'T1556' },
  ],
  references: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/managing-saml-single-sign-on-for-your-organization/about-identity-and-access-management-with-saml-single-sign-on',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1556/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Turn it on again unless the change was planned.',
    'List tokens and keys that were made since then.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
