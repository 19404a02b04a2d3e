import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Output, OutputService } from '../contract.ts';
import { optional, plainField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { takesNoSettings } from '../settings.ts';
import { type AwsAccess, type AwsCredentials, clientSettings } from './support/access.ts';
import { invokeFunction, loadLambda } from './support/invoke.ts';
import { once, sendToAws } from './support/send.ts';

const sessionName = 'streamalert_alert_processor';
/** Before its end, so that a call does not outlive its keys. */
const renewBeforeMs = 60_000;

const arnOf = (service: string) => (value: string) =>
  new RegExp(`^arn:[\\w-]+:${service}:`).test(value) ? undefined : `must be an ARN, arn:aws:${service}:…`;

/** What is known of AWS Lambda functions of any account without sending. */
export const awsLambdaV2Service: OutputService = defineService({
  service: 'aws-lambda-v2',
  credentials: [
    { ...plainField('lambda_function_arn', 'the ARN of the function'), validate: arnOf('lambda') },
    optional(plainField('function_qualifier', 'a version or alias of the function')),
    optional({
      ...plainField('assume_role_arn', 'the ARN of a role that may invoke it, for other accounts'),
      validate: arnOf('iam'),
    }),
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Invokes a function by its ARN with the alert's record, as a role of the function's account where one is given.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function awsLambdaV2({ aws, client }: { readonly aws: AwsAccess; readonly client?: LambdaClient }): Output {
  const own = once(() => loadLambda(aws, client));
  const byRole = new Map<string, { readonly until: number; readonly lambda: ReturnType<typeof loadLambda> }>();

  const lambdaFor = async (role: string | undefined): ReturnType<typeof loadLambda> => {
    if (role === undefined) return own();
    const known = byRole.get(role);
    if (known !== undefined && Date.now() < known.until) return known.lambda;
    const { until, ...credentials } = await assumeRole(aws, role);
    const lambda = loadLambda({ ...aws, credentials });
    byRole.set(role, { until: until - renewBeforeMs, lambda });
    return lambda;
  };

  return defineOutput(awsLambdaV2Service, (delivery) =>
    sendToAws(async () => {
      const {
        lambda_function_arn: name = '',
        function_qualifier: qualifier,
        assume_role_arn: role,
      } = delivery.credentials;
      const lambda = await lambdaFor(role);
      await invokeFunction(lambda, { name, ...(qualifier !== undefined && { qualifier }) }, delivery);
    }),
  );
}

async function assumeRole(aws: AwsAccess, role: string): Promise<AwsCredentials & { readonly until: number }> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const sts = new STSClient(clientSettings(aws));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: sessionName }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
    until: Credentials?.Expiration?.getTime() ?? 0,
  };
}
