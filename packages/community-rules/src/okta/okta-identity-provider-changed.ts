import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor, targetsOf } from './okta.ts';

export const oktaIdentityProviderChanged = defineRule({
  id: 'okta_identity_provider_changed',
  description:
    'An identity provider was added to Okta or changed: who runs it can sign in as any user that it vouches for.\nFalse positive: the take-over of a company, or the first set-up.',
  logs: ['okta:logevents'],
  where: {
    eventType: ['system.idp.lifecycle.create', 'system.idp.lifecycle.update', 'system.idp.lifecycle.activate'],
    'outcome.result': 'SUCCESS',
  },
  when: ({ record }) => byOktaActor(record, `identity provider ${targetsOf(record)[0] ?? ''} changed`),
  severity: 'high',
  tags: ['okta', 'federation', 'persistence'],
  attack: [
    { tactic: 'TA0005', technique: 'T1484.002' },
    { tactic: 'TA0003', technique: 'T1556.007' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1484/002/',
    'https://attack.mitre.org/techniques/T1556/007/',
  ],
  runbook: steps(
    'Ask the person behind the account, over a channel that does not go through Okta.',
    'Compare the issuer and the certificate with the provider that the company really uses.',
    'If it is foreign: deactivate it, and look for user.authentication.auth_via_IDP since then.',
  ),
});
