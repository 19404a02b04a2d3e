import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailBedrockInvocationLoggingDeleted = defineCloudTrailRule({
  id: 'cloudtrail_bedrock_invocation_logging_deleted',
  description:
    'Somebody stopped the logging of what models in Bedrock are asked: what they are used for, and by whom, is no longer seen.\nFalse positive: none in daily work.',
  where: { eventSource: 'bedrock.amazonaws.com', eventName: 'DeleteModelInvocationLoggingConfiguration' },
  when: (cloudTrail) => succeeded(cloudTrail) && byCaller(cloudTrail, 'log of model invocations deleted'),
  severity: 'high',
  tags: ['aws', 'bedrock', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.008' }],
  references: [
    'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_DeleteModelInvocationLoggingConfiguration.html',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Turn it on again, and note the gap: for that time other sources have to tell what happened.',
    'Look at the invocations of models since then: count and cost by identity.',
  ),
});
