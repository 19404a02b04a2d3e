import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { accountOf, byCaller, named, succeeded } from './cloudtrail-wording.ts';
import { accountIn } from './iam-policy.ts';

export const cloudtrailLambdaFunctionOpened = defineCloudTrailRule({
  id: 'cloudtrail_lambda_function_opened',
  description:
    'Somebody let everybody, or another account, invoke a function: a back door into whatever the function may do.\nFalse positive: a function behind a public URL, or one that a partner account calls by contract.',
  where: {
    eventSource: 'lambda.amazonaws.com',
    eventName: [
      'AddPermission20150331v2',
      'AddPermission20150331',
      'AddPermission',
      'AddLayerVersionPermission20181031',
    ],
  },
  when: (cloudTrail) => {
    const principal = textAt(cloudTrail, 'requestParameters.principal');
    const account = accountIn(principal);
    // A condition on source, organization or sign-in narrows "everybody" down.
    const narrowed = ['sourceArn', 'sourceAccount', 'principalOrgID', 'organizationId'].some(
      (key) => named(cloudTrail, key, '') !== '',
    );
    const signed = textAt(cloudTrail, 'requestParameters.functionUrlAuthType') === 'AWS_IAM' && account !== '*';
    if (!succeeded(cloudTrail) || account === '' || account === accountOf(cloudTrail) || narrowed || signed)
      return false;
    const what = named(cloudTrail, 'functionName', named(cloudTrail, 'layerName', 'a function'));
    return byCaller(cloudTrail, `${what} opened to ${account === '*' ? 'everybody' : account}`);
  },
  severity: 'high',
  tags: ['aws', 'lambda', 'persistence', 'exposure'],
  attack: [
    { tactic: 'TA0002', technique: 'T1648' },
    { tactic: 'TA0003', technique: 'T1546' },
  ],
  references: [
    'https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
    'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    'https://attack.mitre.org/techniques/T1648/',
    'https://attack.mitre.org/techniques/T1546/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See which role the function has, and what it could do for a stranger.',
    'Remove the permission (RemovePermission with its statement id) unless the owner confirms it, and look for invocations since then.',
  ),
});
