import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailLambdaUrlWithoutSignIn = defineCloudTrailRule({
  id: 'cloudtrail_lambda_url_without_sign_in',
  description:
    'Somebody gave a function a URL that asks nobody who they are: code in the account can be run from anywhere by who knows it.\nFalse positive: a webhook that checks a signature itself.',
  where: {
    eventSource: 'lambda.amazonaws.com',
    eventName: ['CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig'],
    'requestParameters.authType': 'NONE',
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) && byCaller(cloudTrail, `open URL of ${named(cloudTrail, 'functionName', 'a function')}`),
  severity: 'medium',
  tags: ['aws', 'lambda', 'exposure'],
  attack: [{ tactic: 'TA0002', technique: 'T1648' }],
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html',
    'https://attack.mitre.org/techniques/T1648/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Read the code of the function: does it check who calls?',
    'Set the authentication to AWS_IAM or delete the URL unless the owner confirms it.',
  ),
});
