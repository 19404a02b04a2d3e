import { TooLargeError } from '@streamalert/aws';
import type { BatchResponse, InvocationContext } from '@streamalert/aws/lambda';
import {
  type ClassifiedBatch,
  classifyObject,
  type EventPayload,
  type ObjectAddress,
  type ObjectPayload,
  readEvent,
} from '@streamalert/classifier';
import {
  type Json,
  type QuarantinedRecord,
  type RecordStream,
  recordId,
  type Service,
  type StreamBatch,
  stringifyJson,
} from '@streamalert/core';
import type { Parts } from './compose.ts';
import { Download } from './download.ts';
import { historyBatches } from './history-batches.ts';
import {
  countBatch,
  countDownload,
  countFailedHistory,
  countFailedSend,
  countRejectedShare,
  countTooLarge,
  sum,
} from './metrics.ts';
import { type ReplayAnswer, type ReplayRequest, replayQuarantine } from './replay-quarantine.ts';

/** An object that is not finished by then is left to another invocation. */
const marginMs = 10_000;
/** Of a short time limit, so that something is done before the margin begins. */
const marginShare = 0.3;
/** An invocation that is ended from outside, as memory or time is over after all, loses no more of an object than this. */
const progressMs = 2000;

/** One invocation: everything that is classified is handed over before its item counts as done. */
export class Invocation {
  readonly #parts: Parts;
  readonly #context: InvocationContext;
  readonly #stopAt: number;
  /** Every invocation gets on by a batch at least. */
  #hasWorked = false;
  readonly #records = { received: 0, rejected: 0 };

  constructor(parts: Parts, context: InvocationContext) {
    this.#parts = parts;
    this.#context = context;
    const left = context.getRemainingTimeInMillis();
    this.#stopAt = Math.min(marginMs, left * marginShare);
  }

  async run(event: Json): Promise<BatchResponse> {
    const elements = elementsOf(event);
    const failed: string[] = [];
    for (const [position, element] of elements.entries()) {
      try {
        await this.#classify(element);
      } catch (error) {
        const id = itemIdentifier(element);
        this.#parts.logger.error('an item could not be classified, and is handed out again', {
          reason: (error as Error).message,
          ...(id !== undefined && { item: id }),
        });
        // Nobody could be told which item failed: the whole invocation is tried again.
        if (id === undefined) throw error;
        failed.push(id);
        // Of a stream, everything behind a failed record comes again.
        if (isOfStream(element)) break;
      }
      if (position < elements.length - 1 && this.#isLate()) {
        const rest = elements.slice(position + 1).map(itemIdentifier);
        failed.push(...rest.filter((id) => id !== undefined));
        break;
      }
    }
    countRejectedShare(this.#records, this.#parts);
    await this.#parts.metrics.flush();
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }

  /** Records of the quarantine once more, as far as the time lasts. */
  async replay(request: ReplayRequest): Promise<ReplayAnswer> {
    const answer = await replayQuarantine(request, {
      parts: this.#parts,
      isLate: () => this.#isLate(),
      handOver: (batch, service) => this.#handOver(batch, service),
    });
    await this.#parts.metrics.flush();
    return answer;
  }

  #isLate(): boolean {
    return this.#context.getRemainingTimeInMillis() < this.#stopAt;
  }

  /** @throws when something could not be handed over: the item is then classified again, with the same ids. */
  async #classify(element: Json): Promise<void> {
    for (const payload of readEvent(element, { requestId: this.#context.awsRequestId })) {
      if (payload.kind === 'rejected') await this.#reject(payload);
      else if (payload.kind === 'records') {
        await this.#handOver(this.#parts.classifier.classifyRecords(payload), payload.source.service);
      } else await this.#classifyObject(payload);
    }
  }

  /** As far as the time lasts; the rest is left to another invocation. */
  async #classifyObject(payload: ObjectPayload): Promise<void> {
    const { classifier, checkpoints, openObject } = this.#parts;
    const { id } = payload;
    if (this.#hasWorked && this.#isLate()) return this.#continueLater(payload);
    this.#hasWorked = true;
    const resume = await checkpoints.get(id);
    let isKept = resume !== undefined;
    let keptAt = this.#context.getRemainingTimeInMillis();
    const download = new Download(openObject);
    const batches = classifyObject(classifier, payload, {
      openObject: (object, from) => download.open(object, from),
      ...(resume !== undefined && { resume }),
    });
    for await (const batch of batches) {
      await this.#handOver(batch, payload.source.service);
      if (batch.done) continue;
      const left = this.#context.getRemainingTimeInMillis();
      const isLate = left < this.#stopAt;
      if (!isLate && keptAt - left < progressMs) continue;
      // First the progress, then the message that goes on from it; only then is the item done.
      await checkpoints.put(id, batch.position);
      [isKept, keptAt] = [true, left];
      if (isLate) {
        countDownload(download.seconds, this.#parts);
        return this.#continueLater(payload);
      }
    }
    countDownload(download.seconds, this.#parts);
    if (isKept) await checkpoints.delete(id);
  }

  async #continueLater({ object, origin }: ObjectPayload): Promise<void> {
    await this.#parts.continueLater(objectCreated(object));
    this.#parts.logger.info('an object goes on in another invocation', { origin });
  }

  async #handOver(batch: ClassifiedBatch, service: Service): Promise<void> {
    const parts = this.#parts;
    const { queue, quarantine, history } = parts;
    if (batch.bodies.length > 0) await orElse(queue.send(batch.bodies), () => countFailedSend(batch, parts));
    if (batch.rejected.length > 0) await quarantine.add(batch.rejected);
    const batches = history === undefined ? [] : historyBatches(batch.bodies, parts);
    if (history !== undefined && batches.length > 0) await this.#keep(batches, history);
    countBatch(batch, service, batches, parts);
    this.#records.received += batch.counts.in;
    this.#records.rejected += sum(batch.counts.rejected);
  }

  /** A line that no delivery stream takes would not be taken the next time either: the others are kept, and it is told of. */
  async #keep(batches: readonly StreamBatch[], history: RecordStream): Promise<void> {
    try {
      await history.put(batches);
    } catch (error) {
      if (!(error instanceof TooLargeError)) {
        countFailedHistory(batches, this.#parts);
        throw error;
      }
      const records = error.ids.join(' ');
      this.#parts.logger.error('records are too large for history', { reason: error.message, records });
      countTooLarge(error.ids.length, this.#parts);
    }
  }

  async #reject({ source, data, id, reason, detail }: RejectedPayload): Promise<void> {
    const record: QuarantinedRecord = {
      rejected: {
        kind: 'rejected',
        id: recordId(id, 0, 0),
        position: { record: 0, item: 0 },
        cluster: this.#parts.cluster,
        // What came by no known service came to the queue of the function itself.
        service: source?.service ?? 'sqs',
        resource: source?.resource ?? '',
        reason,
        detail,
      },
      origin: 'event',
      data: Buffer.from(stringifyJson(data)),
    };
    await this.#parts.quarantine.add([record]);
    this.#parts.logger.warn('an element of an event is nothing that is known', { reason, detail });
  }
}

/** Waits, and tells of a failure on its way. */
async function orElse(work: Promise<unknown> | undefined, onFailure: () => void): Promise<void> {
  try {
    await work;
  } catch (error) {
    onFailure();
    throw error;
  }
}

type RejectedPayload = Extract<EventPayload, { kind: 'rejected' }>;

/** The event that announces an object, with the same id for its records as the one that announced it first. */
function objectCreated({ bucket, key, versionId, version }: ObjectAddress): Json {
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: {
      bucket: { name: bucket },
      object: {
        key,
        ...(versionId !== undefined && { 'version-id': versionId }),
        ...(version !== undefined && { etag: version }),
      },
    },
  };
}

function elementsOf(event: Json): readonly Json[] {
  const records = (event as { Records?: Json } | null)?.Records;
  return Array.isArray(records) ? records : [event];
}

interface Item {
  readonly eventSource?: string;
  readonly messageId?: string;
  readonly kinesis?: { readonly sequenceNumber?: string };
}

/** How Lambda calls an item of a batch; `undefined` for services that only know whole invocations. */
function itemIdentifier(element: Json): string | undefined {
  const { messageId, kinesis } = (element ?? {}) as Item;
  return kinesis?.sequenceNumber ?? messageId;
}

const isOfStream = (element: Json): boolean => ((element ?? {}) as Item).kinesis !== undefined;
