import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Json, stringifyJson } from '@streamalert/core';
import { awsCall } from '../aws-call.ts';

/** Options of {@link createInvoker}. */
export interface InvokerOptions {
  readonly client: LambdaClient;
  readonly functionName: string;
  /** Alias or version. */
  readonly qualifier: string;
}

/** Invokes a function. */
export interface Invoker {
  /** Resolves when Lambda has taken the event; the function runs afterwards. */
  invoke(event: Json): Promise<void>;
}

/** A function of Lambda, invoked asynchronously: at least once. */
export function createInvoker({ client, functionName, qualifier }: InvokerOptions): Invoker {
  return {
    async invoke(event) {
      await awsCall(`lambda:Invoke of ${functionName}:${qualifier}`, () =>
        client.send(
          new InvokeCommand({
            FunctionName: functionName,
            Qualifier: qualifier,
            InvocationType: 'Event',
            Payload: Buffer.from(stringifyJson(event)),
          }),
        ),
      );
    },
  };
}
