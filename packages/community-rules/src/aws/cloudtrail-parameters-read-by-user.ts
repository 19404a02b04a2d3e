import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailParametersReadByUser = defineCloudTrailRule({
  id: 'cloudtrail_parameters_read_by_user',
  description:
    'A person with a key of IAM read decrypted parameters of Systems Manager in bulk: passwords and keys of applications are kept there.\nFalse positive: an administrator who looks something up; merged by identity, so that it comes once an hour.',
  where: {
    eventSource: 'ssm.amazonaws.com',
    eventName: ['GetParameter', 'GetParameters', 'GetParametersByPath'],
    'requestParameters.withDecryption': true,
    'userIdentity.type': ['IAMUser', 'Root', 'FederatedUser'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(cloudTrail, `parameters ${named(cloudTrail, 'path', named(cloudTrail, 'name', '(several)'))} decrypted`),
  merge: { by: ['arn'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'ssm', 'credential-access'],
  attack: [{ tactic: 'TA0006', technique: 'T1555.006' }],
  references: [
    'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html',
    'https://attack.mitre.org/techniques/T1555/006/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'List the parameters that were read.',
    'If it was not them: rotate what is in them.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
