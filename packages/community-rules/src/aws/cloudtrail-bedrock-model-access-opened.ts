import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailBedrockModelAccessOpened = defineCloudTrailRule({
  id: 'cloudtrail_bedrock_model_access_opened',
  description:
    'Somebody signed up for models in Bedrock: agreed to the terms, filled in the use case, or took the entitlement. Stolen keys are sold for the models they can use.\nFalse positive: the team that starts to use a model; it happens once for each model and account.',
  where: {
    eventSource: 'bedrock.amazonaws.com',
    eventName: ['PutFoundationModelEntitlement', 'PutUseCaseForModelAccess', 'CreateFoundationModelAgreement'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(cloudTrail, `${cloudTrail.eventName} ${named(cloudTrail, 'modelId', '')}`.trimEnd()),
  severity: 'medium',
  tags: ['aws', 'bedrock', 'impact'],
  attack: [{ tactic: 'TA0040', technique: 'T1496.004' }],
  references: [
    'https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html',
    'https://attack.mitre.org/techniques/T1496/004/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Look at invocations since then: which models, in which regions, how much.',
    'If nobody asked for it: take the access away again and deactivate the credentials.',
    'Deny bedrock:* in regions that nobody uses.',
  ),
});
