import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailSsmCommandRunByUser = defineCloudTrailRule({
  id: 'cloudtrail_ssm_command_run_by_user',
  description:
    'A person with a key of IAM, or the session of an instance, ran a shell command on instances through Systems Manager. Automation has roles; who holds stolen keys uses this instead of SSH, as root and without an open port.\nFalse positive: an administrator who works with a long-lived key.',
  where: {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'SendCommand',
    'requestParameters.documentName': [
      'AWS-RunShellScript',
      'AWS-RunPowerShellScript',
      'AWS-RunRemoteScript',
      'AWS-RunSaltState',
      'AWS-ApplyAnsiblePlaybooks',
    ],
  },
  when: (cloudTrail) => {
    const isInstance = /:i-[0-9a-f]{8,17}$/i.test(textAt(cloudTrail, 'userIdentity.principalId'));
    const isPerson = ['IAMUser', 'Root', 'FederatedUser'].includes(textAt(cloudTrail, 'userIdentity.type'));
    if (!succeeded(cloudTrail) || !(isInstance || isPerson)) return false;
    return byCaller(cloudTrail, `${named(cloudTrail, 'documentName', 'a document')} run`);
  },
  merge: { by: ['arn'], windowMinutes: 30 },
  severity: 'medium',
  tags: ['aws', 'ssm', 'execution'],
  attack: [
    { tactic: 'TA0002', technique: 'T1651' },
    { tactic: 'TA0008', technique: 'T1021.008' },
  ],
  references: [
    'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html',
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-cloudtrail-logs.html',
    'https://attack.mitre.org/techniques/T1651/',
    'https://attack.mitre.org/techniques/T1021/008/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Read the command and its output: Systems Manager, Run Command, history; CloudTrail hides the parameters.',
    'If it was not planned: isolate the instances named in requestParameters, and treat their roles as stolen.',
  ),
});
