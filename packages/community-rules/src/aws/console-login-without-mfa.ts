import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller } from './cloudtrail-wording.ts';

export const consoleLoginWithoutMfa = defineCloudTrailRule({
  id: 'console_login_without_mfa',
  description:
    'A user of IAM signed in to the console with a password alone. A password that leaked is then all that an intruder needs.\nFalse positive: an account that has not asked for MFA yet. People who come through single sign-on have their second factor there and are not reported.',
  where: {
    eventName: 'ConsoleLogin',
    'userIdentity.type': 'IAMUser',
    'responseElements.ConsoleLogin': 'Success',
    'additionalEventData.MFAUsed': 'No',
  },
  when: (cloudTrail) =>
    // Who comes through a provider of SAML has the second factor there.
    valueAt(cloudTrail, 'additionalEventData.SamlProviderArn') === undefined &&
    byCaller(cloudTrail, 'sign-in without MFA'),
  severity: 'medium',
  tags: ['aws', 'iam', 'initial-access'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Compare address and user agent with the earlier sign-ins of the user.',
    'Ask the owner of the user.',
    'If it was not them: delete the login profile, revoke the sessions, read what was done.',
    'In any case register an MFA device for the user.',
  ),
});
