import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller } from './cloudtrail-wording.ts';

export const cloudtrailSesPreparedForSending = defineCloudTrailRule({
  id: 'cloudtrail_ses_prepared_for_sending',
  description:
    'A person with a key of IAM asked how much mail the account may send, or took it out of the sandbox, as those who send spam and phishing from stolen accounts do first.\nFalse positive: an administrator who sets up mail; programs that only send do not ask.',
  where: {
    eventSource: 'ses.amazonaws.com',
    eventName: [
      'GetSendQuota',
      'GetAccount',
      'UpdateAccountSendingEnabled',
      'PutAccountDetails',
      'PutAccountSendingAttributes',
    ],
    'userIdentity.type': ['IAMUser', 'Root'],
  },
  when: (cloudTrail) => byCaller(cloudTrail, `SES: ${cloudTrail.eventName}`),
  merge: { by: ['accessKeyId'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'ses', 'impact'],
  attack: [
    { tactic: 'TA0040', technique: 'T1496.004' },
    { tactic: 'TA0007', technique: 'T1526' },
  ],
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html',
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html',
    'https://attack.mitre.org/techniques/T1496/004/',
    'https://attack.mitre.org/techniques/T1526/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Look at the sending statistics of all regions.',
    'If it was not them: deactivate the access key or revoke the sessions of the role.',
    'Pause sending until the reputation is checked.',
  ),
});
