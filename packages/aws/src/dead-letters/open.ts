import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createSystemClock, type Micros } from '@streamalert/core';
import { UnreadableError } from '../errors.ts';
import { findFailure } from './failures.ts';
import { type DeadLetter, findQueue, openLetterQueue } from './letter-queue.ts';
import { lookInto } from './look.ts';
import { type Destination, type ReplayOptions, type ReplayResult, replayLetters } from './replay.ts';
import { toStreamReader, toSweep } from './to-function.ts';
import { toQueue } from './to-queue.ts';

/** Where what lies in a dead-letter queue came from, which says how it is replayed. */
export type LetterSource =
  /** A queue, into which it is sent again. */
  | { readonly kind: 'queue'; readonly name: string }
  /** A Kinesis stream: the records are read from it again and handed to the function. */
  | { readonly kind: 'stream'; readonly name: string }
  /** Changes of a table whose function finds by itself what is to be done. */
  | { readonly kind: 'table'; readonly name: string };

/** Names of what is opened. */
export interface DeadLetterNames {
  readonly name: string;
  /** The function that failed. */
  readonly function: string;
  readonly source: LetterSource;
}

/** One dead-letter queue of a deployment. */
export interface DeadLetters {
  /** About how many there are; `undefined`: there is no such queue. */
  count(): Promise<number | undefined>;
  /** Some of them, the oldest first. They stay. */
  look(limit: number): Promise<readonly DeadLetter[]>;
  /** What the log of the function says about one; `undefined`: nothing. */
  failure(item: string, since: Micros): Promise<string | undefined>;
  /** @throws UnreadableError when the queue, or that from which it came, is not there. */
  replay(options?: Omit<ReplayOptions, 'clock'>): Promise<ReplayResult>;
}

/** Opens dead-letter queues with the credentials of the environment. */
export interface DeadLetterOffice {
  open(names: DeadLetterNames): DeadLetters;
  close(): void;
}

/** @param region Where the deployment is. */
export function openDeadLetterOffice({ region }: { readonly region: string }): DeadLetterOffice {
  // An address that a queue has from inside of something (a local server, a VPC) need not be one from here.
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const lambda = new LambdaClient({ region });
  const kinesis = new KinesisClient({ region });
  const logs = new CloudWatchLogsClient({ region });
  const clock = createSystemClock();

  const queueOf = async (name: string): Promise<string> => {
    const url = await findQueue(sqs, name);
    if (url === undefined) throw new UnreadableError(`there is no queue ${name} in ${region}`);
    return url;
  };
  const destinationOf = async ({ source, function: name }: DeadLetterNames): Promise<Destination> => {
    if (source.kind === 'queue') return toQueue(sqs, await queueOf(source.name));
    return source.kind === 'stream' ? toStreamReader(kinesis, lambda, name) : toSweep(lambda, name);
  };

  return {
    open: (names) => ({
      async count() {
        const url = await findQueue(sqs, names.name);
        return url === undefined ? undefined : openLetterQueue(sqs, url).count();
      },
      look: async (limit) => lookInto(openLetterQueue(sqs, await queueOf(names.name)), limit),
      failure: (item, since) => findFailure(logs, names.function, item, since),
      async replay(options = {}) {
        const queue = openLetterQueue(sqs, await queueOf(names.name));
        return replayLetters(queue, await destinationOf(names), { ...options, clock });
      },
    }),
    close() {
      for (const client of [sqs, lambda, kinesis, logs]) client.destroy();
    },
  };
}
