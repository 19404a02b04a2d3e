import type { BatchResponse, InvocationContext } from '@streamalert/aws/lambda';
import type { Json } from '@streamalert/core';
import { compose, type Parts } from './compose.ts';
import type { ClassifierFunctionConfig } from './function-config.ts';
import { Invocation } from './invocation.ts';
import { isReplayRequest, type ReplayAnswer, type ReplayRequest } from './replay-quarantine.ts';
import { loadSettings } from './settings.ts';

/** What Lambda calls. */
export type ClassifierHandler = (
  event: Json | ReplayRequest,
  context: InvocationContext,
) => Promise<BatchResponse | ReplayAnswer>;

/**
 * Makes the handler of a cluster's classifier. Whatever is wrong with configuration or environment is thrown here, when the function
 * starts, and not by the first event.
 *
 * @param config What `streamalert build` took out of `conf/`.
 * @param parts Other than those on AWS, for tests.
 */
export function createHandler(
  config: ClassifierFunctionConfig,
  parts: Parts = compose(config, loadSettings()),
): ClassifierHandler {
  return (event, context) => {
    const invocation = new Invocation(parts, context);
    return isReplayRequest(event) ? invocation.replay(event) : invocation.run(event);
  };
}
