import { defineCloudTrailRule, getFirstKey } from '@streamalert/rules-sdk';
import { succeeded } from '../matchers/aws.ts';

export const consoleLoginWithoutMfa = defineCloudTrailRule({
  id: 'console_login_without_mfa',
  description: 'Somebody signed in to the AWS console with a password alone.',
  // Declared conditions: the engine finds the rule by them, so that other records cost nothing.
  where: { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    cloudTrail.userIdentity?.type === 'IAMUser' &&
    getFirstKey(cloudTrail.additionalEventData ?? {}, 'MFAUsed') === 'No' && {
      alert: true,
      title: `${cloudTrail.userIdentity.userName ?? 'somebody'} from ${cloudTrail.sourceIPAddress ?? 'an unknown address'}`,
    },
  severity: 'medium',
  tags: ['aws', 'iam', 'mfa'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html'],
  runbook: 'Ask the user whether it was them; if so, have them register an MFA device, if not, disable the password.',
});
