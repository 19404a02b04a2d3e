import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailIamIdentityProviderChanged = defineCloudTrailRule({
  id: 'cloudtrail_iam_identity_provider_changed',
  description:
    'Somebody made or changed a SAML or OpenID Connect provider: whoever runs that provider can sign in as any identity that trusts it.\nFalse positive: infrastructure code that sets up single sign-on, or a CI system being connected.',
  where: {
    eventSource: 'iam.amazonaws.com',
    eventName: [
      'CreateSAMLProvider',
      'UpdateSAMLProvider',
      'CreateOpenIDConnectProvider',
      'UpdateOpenIDConnectProviderThumbprint',
      'AddClientIDToOpenIDConnectProvider',
    ],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    // IAM Identity Center keeps a provider of its own in every account.
    textAt(cloudTrail, 'userIdentity.sessionContext.sessionIssuer.userName') !== 'AWSServiceRoleForSSO' &&
    byCaller(
      cloudTrail,
      `${cloudTrail.eventName} ${named(cloudTrail, 'name', named(cloudTrail, 'url', ''))}`.trimEnd(),
    ),
  severity: 'high',
  tags: ['aws', 'iam', 'federation', 'persistence'],
  attack: [
    { tactic: 'TA0004', technique: 'T1484.002' },
    { tactic: 'TA0005', technique: 'T1484.002' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html',
    'https://attack.mitre.org/techniques/T1484/002/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Compare the issuer or the metadata with the provider that the company really uses.',
    'If it is foreign: delete the provider, and list the roles whose trust policy names it.',
    'Search for AssumeRoleWithSAML and AssumeRoleWithWebIdentity through it.',
  ),
});
