import type { LambdaClient } from '@aws-sdk/client-lambda';
import { stringifyJson } from '@streamalert/core';
import type { Delivery } from '../../contract.ts';
import { fitJson } from '../../render/cut.ts';
import { overridesOf } from '../../render/overrides.ts';
import { type AwsAccess, clientSettings } from './access.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html 1 MB of an asynchronous invocation since 2025 */
const maxPayloadBytes = 1_000_000;

/** Which function, and which of its versions or aliases. */
export interface FunctionTarget {
  readonly name: string;
  readonly qualifier?: string;
}

/** The SDK's client, loaded when it is first needed. */
export async function loadLambda(aws: AwsAccess, client?: LambdaClient) {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  return { InvokeCommand, client: client ?? new LambdaClient(clientSettings(aws)) };
}

/** Hands the alert's record, or what `@aws-lambda.alert_data` holds, to a function, without waiting for what it does. */
export async function invokeFunction(
  { InvokeCommand, client }: Awaited<ReturnType<typeof loadLambda>>,
  { name, qualifier }: FunctionTarget,
  { alert, publication, signal }: Delivery,
): Promise<void> {
  const data = overridesOf(publication, 'aws-lambda').object('alert_data') ?? alert.record;
  const command = new InvokeCommand({
    FunctionName: name,
    InvocationType: 'Event',
    Payload: Buffer.from(stringifyJson(fitJson(data, maxPayloadBytes))),
    ...(qualifier !== undefined && qualifier !== '' && { Qualifier: qualifier }),
  });
  await client.send(command, { abortSignal: signal });
}
