import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type StoreTable, storeTables } from '@streamalert/core/wire';
import { awsSender } from './aws.ts';

/** How many alerts there are, and where. */
export interface Backlog {
  readonly url: string;
  readonly dir: string;
  readonly tables: { readonly alerts: string; readonly receipts: string; readonly state: string };
  /** Of one rule that does not merge, put before all others. */
  readonly busy: number;
  /** Of the other rules together; half of these rules merge. */
  readonly others: number;
  readonly rules: number;
  /** Stops when nothing is left, or as soon as every rule had a delivery. */
  readonly until: 'empty' | 'fair';
}

/** What came of a backlog. */
export interface Drained {
  /** From the first sweep to the end. */
  readonly seconds: number;
  /** Of the process that ran the functions, in that time. */
  readonly cpuSeconds: number;
  /** Resident memory of that process, the SDK and Node included. */
  readonly peakMb: number;
  /** The last one finds nothing to do. */
  readonly sweeps: number;
  readonly sent: Readonly<Record<string, number>>;
  /** Deliveries until every rule had one. */
  readonly before: number;
  /** Rows that still wait. */
  readonly left: number;
}

let made = 0;

/** Has a process of its own put alerts, and run the functions until nothing is left. */
export async function drain(url: string, backlog: Omit<Backlog, 'url' | 'dir' | 'tables'>): Promise<Drained> {
  const send = awsSender(url);
  const run = ++made;
  const tables = { alerts: `alerts-${run}`, receipts: `receipts-${run}`, state: `state-${run}` };
  for (const [id, name] of Object.entries(tables)) {
    await send('dynamodb', 'CreateTable', tableInput(name, storeTables[id as keyof typeof tables]));
  }
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-drain-'));
  try {
    const program = fileURLToPath(new URL('../programs/drain-alerts.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--conditions=@streamalert/source',
      // Without a bound the collector takes its time while there is memory to be had, and the number says nothing.
      '--max-old-space-size=128',
      '--max-semi-space-size=16',
      program,
      JSON.stringify({ ...backlog, url, dir, tables } satisfies Backlog),
    ]);
    const { Count: left } = await send('dynamodb', 'Scan', { TableName: tables.alerts, Select: 'COUNT' });
    return { ...JSON.parse(stdout), left };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function tableInput(name: string, { hash, range, indexes }: StoreTable): object {
  const keys = [{ hash, range }, ...indexes];
  const names = new Set(keys.flatMap((key) => (key.range === undefined ? [key.hash] : [key.hash, key.range])));
  const schema = (key: { hash: string; range?: string | undefined }) => [
    { AttributeName: key.hash, KeyType: 'HASH' },
    ...(key.range === undefined ? [] : [{ AttributeName: key.range, KeyType: 'RANGE' }]),
  ];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: schema({ hash, range }),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index),
        Projection:
          index.projected.length === 0
            ? { ProjectionType: 'KEYS_ONLY' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projected },
      })),
    }),
  };
}
