import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Delivery, Output, SendResult } from '../../src/index.ts';
import { exampleDelivery } from './example-alert.ts';
import {
  type Answer,
  answerWith,
  type HttpReceiver,
  type ReceivedRequest,
  startHttpReceiver,
} from './http-receiver.ts';

/** One output and a receiver of its own, for what is special of a service. */
export interface Bench {
  readonly origin: () => string;
  /** What the receiver answers from now on. */
  answer(answer: Answer): void;
  /** Sends the example alert, changed. */
  send(changes?: Partial<Delivery>): Promise<SendResult>;
  readonly requests: () => readonly ReceivedRequest[];
  /** The parsed body of the request at a position; the last one unless told. */
  body(position?: number): Record<string, unknown>;
}

/** @param make Made once; credentials lead to the receiver. */
export function outputBench(
  make: (origin: string) => Output,
  credentials: (origin: string) => Record<string, string>,
): Bench {
  let receiver: HttpReceiver;
  let output: Output;
  beforeAll(async () => {
    receiver = await startHttpReceiver();
    output = make(receiver.origin);
  });
  afterAll(() => receiver[Symbol.asyncDispose]());
  beforeEach(() => {
    receiver.requests.length = 0;
    receiver.answer = answerWith(200, '{}');
  });
  return {
    origin: () => receiver.origin,
    answer: (answer) => {
      receiver.answer = answer;
    },
    send: (changes = {}) =>
      output.send(
        exampleDelivery(output.service, {
          ...changes,
          credentials: { ...credentials(receiver.origin), ...changes.credentials },
        }),
      ),
    requests: () => receiver.requests,
    body: (position = -1) => JSON.parse(receiver.requests.at(position)?.body ?? '') as Record<string, unknown>,
  };
}
