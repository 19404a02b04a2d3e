import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSystemClock, type JsonObject, parseJson, sha256 } from '@streamalert/core';
import { decodeBody, encodeMessage } from '@streamalert/core/wire';
import { createIsolatedEngine, createRulesEngine, loadRules } from '@streamalert/rules-engine';
import type { BenchRow } from './bench-row.ts';

interface Body {
  readonly id: string;
  readonly text: Uint8Array;
}

const packs = ['ten-declared', 'thousand-declared', 'ten-undeclared'];
const recordsPerBody = 200;
const rounds = 5;
const passes = 3;

/**
 * The rules engine on queue bodies of CloudTrail events. Ratios are to decoding and parsing the same bodies alone,
 * interleaved with what is measured; the best of five rounds counts.
 */
export async function benchRules(): Promise<BenchRow[]> {
  const { bodies, records } = queueBodies(cloudTrailEvents());
  const variants = new Map<string, () => void | Promise<void>>();
  variants.set('rules: parse alone', () => {
    for (const { text } of bodies) parseJson(Buffer.from(text).toString());
  });
  const ends: (() => Promise<void>)[] = [];
  for (const pack of packs) {
    const location = fileURLToPath(new URL(`rule-packs/${pack}.ts`, import.meta.url));
    const { rules } = await loadRules([location]);
    const options = { defaultOutputs: [], clock: createSystemClock() };
    const engine = createRulesEngine({ ...options, rules: rules.map(({ rule }) => rule) });
    variants.set(`rules: ${pack}`, async () => {
      for (const { text } of bodies) await engine.evaluate(decodeBody(Buffer.from(text).toString()));
    });
    const isolated = await createIsolatedEngine({ ...options, locations: [location] });
    ends.push(() => isolated.close());
    variants.set(`rules: ${pack}, isolated`, async () => {
      await Promise.all(chunks(bodies, 4).map((some) => isolated.evaluateBodies(some)));
    });
  }
  const best = await bestTimes(variants);
  for (const end of ends) await end();
  const floor = best.get('rules: parse alone') ?? Number.NaN;
  return [...best].map(([name, ms]) => ({
    name,
    recordsPerSecond: (records * passes * 1000) / ms,
    ratio: floor / ms,
    note: 'of parse alone',
  }));
}

async function bestTimes(variants: ReadonlyMap<string, () => void | Promise<void>>): Promise<Map<string, number>> {
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of variants) {
      const started = performance.now();
      for (let pass = 0; pass < passes; pass++) await run();
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - started));
    }
  }
  return best;
}

/** Real events where the sample data lies beside the repo, else one event with variations. */
function cloudTrailEvents(): readonly JsonObject[] {
  const folder = new URL('../../../shared/data/cloudtrail/invictus/', import.meta.url);
  if (!existsSync(folder)) return Array.from({ length: 3000 }, (_, at) => syntheticEvent(at));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => (parseJson(readFileSync(new URL(name, folder), 'utf8')) as { Records: JsonObject[] }).Records);
}

function syntheticEvent(at: number): JsonObject {
  const names = ['AssumeRole', 'GetCallerIdentity', 'DescribeInstances', 'ListBuckets', 'CreateUser'];
  return {
    eventVersion: '1.08',
    eventName: names[at % names.length] ?? '',
    eventSource: 'iam.amazonaws.com',
    eventTime: '2023-07-10T11:58:02Z',
    eventID: sha256(String(at)),
    awsRegion: 'eu-west-1',
    sourceIPAddress: '192.0.2.14',
    userAgent: 'aws-cli/2.11.0 Python/3.11.2 Linux/5.15 exe/x86_64 prompt/off',
    userIdentity: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: 'arn:aws:iam::123456789012:user/kim' },
    requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/audit', roleSessionName: `s${at}` },
    responseElements: null,
  };
}

function queueBodies(events: readonly JsonObject[]): { bodies: readonly Body[]; records: number } {
  const messages = events.map((record, at) =>
    encodeMessage({
      kind: 'classified',
      id: `bench.0.${at}`,
      cluster: 'prod',
      log_schema_type: 'cloudtrail:events',
      data_type: 'json',
      service: 's3',
      resource: 'prefix.cluster.sample.bucket',
      record,
    }),
  );
  const bodies = chunks(messages, recordsPerBody).map((some, at) => ({
    id: `body.${at}`,
    text: new TextEncoder().encode(`[${some.join(',')}]`),
  }));
  return { bodies, records: events.length };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, recordsPerSecond, ratio = 0 } of await benchRules()) {
    process.stdout.write(`${name.padEnd(36)} ${Math.round(recordsPerSecond)} records/s  ${ratio.toFixed(2)}\n`);
  }
}
