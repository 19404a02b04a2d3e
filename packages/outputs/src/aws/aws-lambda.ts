import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { configuredBy } from '../settings.ts';
import type { AwsAccess } from './support/access.ts';
import { type FunctionTarget, invokeFunction, loadLambda } from './support/invoke.ts';
import { once, sendToAws } from './support/send.ts';

/** What is known of AWS Lambda functions of the own account without sending. */
export const awsLambdaService: OutputService = defineService({
  service: 'aws-lambda',
  credentials: [],
  idempotent: false,
  ...configuredBy('the name of a function', 'enricher:prod'),
});

/**
 * Invokes a function of the own account and region with the alert's record, without waiting for it. `aws-lambda-v2` is for
 * functions of other accounts.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function awsLambda({ aws, client }: { readonly aws: AwsAccess; readonly client?: LambdaClient }): Output {
  const lambda = once(() => loadLambda(aws, client));
  return defineOutput(awsLambdaService, (delivery) =>
    sendToAws(async () => invokeFunction(await lambda(), functionTarget(delivery.settings as string), delivery)),
  );
}

/** `name`, `name:qualifier`, or an ARN with or without qualifier, of which account and region do not count. */
export function functionTarget(value: string): FunctionTarget {
  const parts = value.split(':');
  const last = parts.at(-1) ?? '';
  return parts.length === 2 || parts.length === 8 ? { name: parts.at(-2) ?? '', qualifier: last } : { name: last };
}
