import { deepStrictEqual } from 'node:assert/strict';
import { type Classifier, createClassifier } from '@streamalert/classifier';
import { type Config, loadConfig } from '@streamalert/config';
import { type ClassifiedRecord, type RejectedRecord, type Source, stringifyJson } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import {
  createCsvParser,
  createJsonParser,
  createKvParser,
  createSyslogParser,
  decodeJson,
  decodeText,
  FloatMarks,
  type RecordParser,
} from '@streamalert/parsers';
import type { Random } from '../example-logs/random.ts';

/** Something that must hold for any bytes. It throws where it does not. */
export type Check = (bytes: Buffer, random: Random) => void | Promise<void>;

const source: Source = { service: 's3', resource: 'fuzz' };
const limits = { batchBytes: 200, maxRecordBytes: 1_000_000 };

/** All checks, with the configuration of `dir`. */
export async function createChecks(dir: string): Promise<Readonly<Record<string, Check>>> {
  const { config } = await loadConfig(dir);
  if (config === undefined) throw new Error(`${dir} has errors`);
  const classifiers = createClassifiers(config);
  return {
    parsers: checkParsers,
    chunks: (bytes, random) => checkChunks(random.pick(classifiers), bytes, random),
    paths: (bytes, random) => checkPaths(random.pick(classifiers), bytes),
  };
}

/** One with every log type, and one for each log source, each with every policy for additional keys. */
function createClassifiers({ logTypes }: Config): readonly Classifier[] {
  const sources = [...new Set(logTypes.map(({ name }) => name.split(':', 1)[0] as string))];
  return [sources, ...sources.map((name) => [name])].flatMap((listed) =>
    (['reject', 'keep', 'drop'] as const).map((additionalKeys) => {
      const dataSources = { s3: { fuzz: listed } };
      const cluster = { name: 'fuzz', dataSources, enableThreatIntel: false, additionalKeys };
      return createClassifier({ cluster, logTypes, limits });
    }),
  );
}

const parsers: readonly RecordParser[] = [
  createJsonParser({ jsonPath: ['a[*].b', '$.c', 'Records[?a]', '@'] }),
  createJsonParser({ jsonRegexKey: 'message' }),
  createJsonParser({ jsonPath: ['[*]'], embeddedJson: true }),
  createCsvParser({ columns: [{ name: 'a' }, { name: 'b', columns: [{ name: 'c' }, { name: 'd' }] }] }),
  createCsvParser({ columns: [{ name: 'a' }, { name: 'b' }], header: 'optional', delimiter: ' ', escapechar: '\\' }),
  createKvParser({ keys: ['a', 'b', 'c'], quotechar: '"\'', escapechar: '\\', pairs: 'any' }),
  createKvParser({ keys: ['a', 'b'] }),
  createSyslogParser({ fields: ['timestamp', 'host', 'application', 'message'] }),
  createSyslogParser({ fields: ['timestamp', 'host', 'application', 'message'], format: 'any' }),
];

/** Parsers take any data without throwing, and JSON that was read is written and read again as the same. */
function checkParsers(bytes: Buffer): void {
  const decoded = decodeJson(bytes);
  const text = decodeText(bytes).text;
  const input = decoded.ok ? decoded : { value: text, floats: new FloatMarks(), isLossy: true };
  for (const parser of parsers) {
    parser.candidates(input);
    parser.candidatesOfItem(input);
    parser.candidates({ value: text, floats: new FloatMarks() });
  }
  if (!decoded.ok || /NaN|Infinity|e\d{3}/i.test(text)) return;
  const written = stringifyJson(decoded.value);
  const again = decodeJson(written);
  deepStrictEqual(again.ok && stringifyJson(again.value), written);
}

interface Outcome {
  readonly records: number;
  readonly messages: readonly ClassifiedRecord[];
  readonly rejected: readonly RejectedRecord[];
}

/** What becomes of a payload is the same however its bytes arrive, and nothing of it is lost. */
async function checkChunks(classifier: Classifier, bytes: Buffer, random: Random): Promise<void> {
  const whole = await classify(classifier, bytes, Math.max(bytes.length, 1));
  const chunked = await classify(classifier, bytes, 1 + random.integer(30));
  deepStrictEqual(whole.messages.length + whole.rejected.length, whole.records);
  deepStrictEqual(chunked, whole);
}

/** A document or a line is taken for the same whether it is scanned or parsed. */
async function checkPaths(classifier: Classifier, bytes: Buffer): Promise<void> {
  if (!isOnePayloadRecord(bytes)) return;
  const { messages, rejected } = await classify(classifier, bytes, bytes.length);
  const parsed = classifier.classifyData(source, bytes, 'fuzz');
  deepStrictEqual(messages, throughJson(parsed.classified));
  deepStrictEqual(
    rejected.map(({ reason, position }) => ({ reason, position })),
    parsed.rejected.map(({ rejected: { reason, position } }) => ({ reason, position })),
  );
}

/**
 * Either a JSON object or array, or a line that is no JSON; what begins like JSON may be a truncated document to one and
 * a line to the other. Compressed data and other encodings begin otherwise.
 */
function isOnePayloadRecord(bytes: Buffer): boolean {
  const { text, valid } = decodeText(bytes);
  if (!valid || !/^[\x20-\x7e]{2}/.test(bytes.toString('latin1')) || text.trim() === '' || text.startsWith('BZh')) {
    return false;
  }
  const decoded = decodeJson(bytes);
  return decoded.ok ? typeof decoded.value === 'object' && decoded.value !== null : !/[\r\n]|^\s*[[{]/.test(text);
}

/** Values as a queue body holds them. */
function throughJson(records: readonly ClassifiedRecord[]): readonly ClassifiedRecord[] {
  return records.length === 0 ? [] : decodeBody(stringifyJson(records)).map((record) => ({ ...record }));
}

async function classify(classifier: Classifier, bytes: Buffer, chunkBytes: number): Promise<Outcome> {
  async function* open(from: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  let records = 0;
  const messages: ClassifiedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for await (const batch of classifier.classify({ id: 'fuzz', source, origin: 'fuzz', open })) {
    records += batch.counts.in;
    for (const { text } of batch.bodies) messages.push(...decodeBody(Buffer.from(text).toString()));
    for (const one of batch.rejected) rejected.push(one.rejected);
  }
  return { records, messages, rejected };
}
