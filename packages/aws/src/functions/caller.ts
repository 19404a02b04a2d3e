import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Json, parseJson, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { awsCall } from '../aws-call.ts';
import { AwsError } from '../errors.ts';

/** A function threw, ran out of time or could not start. */
export class FunctionFailedError extends AwsError {
  override readonly name = 'FunctionFailedError';
}

/** Everything invokes this alias. */
const alias = 'production';

/**
 * Invokes the alias `production` of a function, and waits for its answer.
 *
 * @throws FunctionFailedError, AwsError
 */
export async function callFunction(client: LambdaClient, name: string, event: Json): Promise<Json> {
  const { FunctionError, Payload } = await awsCall(`lambda:Invoke of ${name}:${alias}`, () =>
    client.send(
      new InvokeCommand({ FunctionName: name, Qualifier: alias, Payload: Buffer.from(stringifyJson(event)) }),
    ),
  );
  const answer = Payload === undefined || Payload.length === 0 ? null : parseJson(Buffer.from(Payload).toString());
  if (FunctionError === undefined) return answer;
  const message = isJsonObject(answer) ? answer['errorMessage'] : undefined;
  throw new FunctionFailedError(
    `${name} failed: ${typeof message === 'string' ? message : FunctionError}`,
    FunctionError,
  );
}

/** Calls functions with the credentials of the environment. */
export interface FunctionCaller {
  /** @throws FunctionFailedError, AwsError */
  call(name: string, event: Json): Promise<Json>;
  close(): void;
}

/** @param region Where the deployment is. */
export function openFunctionCaller({ region }: { readonly region: string }): FunctionCaller {
  // A function may take fifteen minutes, and is not to be called again while it runs.
  const client = new LambdaClient({ region, maxAttempts: 1, requestHandler: { requestTimeout: 16 * 60_000 } });
  return { call: (name, event) => callFunction(client, name, event), close: () => client.destroy() };
}
