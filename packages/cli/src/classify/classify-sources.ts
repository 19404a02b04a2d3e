import {
  type ClassifiedBatch,
  type Classifier,
  classifyEvent,
  type EventBatch,
  type ObjectAddress,
} from '@streamalert/classifier';
import { payloadId, recordId, type Source, sha256 } from '@streamalert/core';
import { filePayload, type InputFile } from '@streamalert/local';
import { decodeJson } from '@streamalert/parsers';
import { byteLines } from './byte-lines.ts';
import { batchLines, type Provenance, type RejectedResult, rejectedLine } from './result-lines.ts';
import type { Tally } from './tally.ts';

/** What classifying needs beside its input. */
export interface Classification {
  readonly classifier: Classifier;
  readonly cluster: string;
  readonly openObject: (object: ObjectAddress, from: number) => AsyncIterable<Uint8Array>;
  readonly tally: Tally;
  /** Writes lines of output. */
  readonly write: (lines: readonly string[]) => Promise<void>;
}

/** Classifies events, one a line. @returns How many lines there were. */
export async function classifyEventLines(chunks: AsyncIterable<Uint8Array>, to: Classification): Promise<number> {
  let event = 0;
  for await (const line of byteLines(chunks)) {
    if (!isBlank(line)) await classifyLine(line, event, to);
    event++;
  }
  return event;
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

async function classifyLine(line: Uint8Array, event: number, to: Classification): Promise<void> {
  const decoded = decodeJson(line);
  if (!decoded.ok) {
    const id = recordId(payloadId('event', sha256(line)), 0, 0);
    return reject({ id, position: { record: 0, item: 0 }, reason: decoded.reason }, { event, index: 0 }, to);
  }
  for await (const result of classifyEvent(to.classifier, decoded.value, to)) await writeResult(result, event, to);
}

async function writeResult(result: EventBatch, event: number, to: Classification): Promise<void> {
  const from = { event, index: result.index };
  if (result.kind === 'batch') return writeBatch(result.batch, from, result.payload.source, to);
  return reject({ ...result.rejected, position: { record: 0, item: 0 } }, from, to);
}

/** Classifies a file as payload of a source; it counts as an event. */
export async function classifyFile(file: InputFile, event: number, source: Source, to: Classification): Promise<void> {
  for await (const batch of to.classifier.classify(await filePayload(file, source))) {
    await writeBatch(batch, { event, index: 0 }, source, to);
  }
}

async function writeBatch(batch: ClassifiedBatch, from: Provenance, source: Source, to: Classification): Promise<void> {
  to.tally.addClassified(batch.counts.in - batch.rejected.length);
  for (const { rejected } of batch.rejected) to.tally.addRejected(rejected.reason);
  await to.write(batchLines(batch, from, { cluster: to.cluster, source }));
}

async function reject(rejected: RejectedResult, from: Provenance, { tally, write }: Classification): Promise<void> {
  tally.addRejected(rejected.reason);
  await write([rejectedLine(rejected, from)]);
}
