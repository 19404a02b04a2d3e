import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, TableDefinition } from '@streamalert/core';
import { onTestFinished } from 'vitest';
import {
  createHistoryWriter,
  type EmbeddedState,
  type HistoryWriter,
  type HistoryWriterOptions,
  openState,
  searchHistory,
} from '../../../src/index.ts';

/** A clock that stands still unless it is set; it moves a microsecond with each look, as clocks must. */
export interface TestClock {
  now(): number;
  set(isoTime: string): void;
}

/** A history with a state of its own, in a directory that is removed after the test. */
export interface TestHistory {
  readonly root: string;
  readonly state: EmbeddedState;
  readonly clock: TestClock;
  readonly writer: HistoryWriter;
  /** Another writer on the same directory, as after a restart. */
  restart(options?: Partial<HistoryWriterOptions>): HistoryWriter;
  /** Puts a body of queue messages of `cloudtrail:events` around the records' JSON texts. */
  putRecords(...records: string[]): Promise<void>;
  /** Puts one batch of lines. */
  putLines(table: string, lines: string | Uint8Array, records?: number): Promise<void>;
  search(sql: string): Promise<readonly (readonly Json[])[]>;
  /** Paths below the root, sorted. */
  files(): Promise<readonly string[]>;
}

/** Columns of every type; `cloudtrail_events` holds messages, `alerts` lines. */
export const testTables: readonly TableDefinition[] = [
  {
    name: 'cloudtrail_events',
    columns: [
      {
        name: 'client',
        type: 'struct<asn:bigint,geo:struct<city:string>>',
        path: ['record', 'Client'],
        fields: [
          { name: 'asn', type: 'bigint', path: ['ASN'] },
          {
            name: 'geo',
            type: 'struct<city:string>',
            path: ['geo'],
            fields: [{ name: 'city', type: 'string', path: ['ci"ty'] }],
          },
        ],
      },
      { name: 'count', type: 'bigint', path: ['record', 'count'] },
      { name: 'eventname', type: 'string', path: ['record', 'eventName'] },
      { name: 'odd_key', type: 'string', path: ['record', `o'd~d/"key`] },
      { name: 'parameters', type: 'map<string,string>', path: ['record', 'parameters'] },
      { name: 'ratio', type: 'decimal(10,3)', path: ['record', 'ratio'] },
      { name: 'readonly', type: 'boolean', path: ['record', 'readOnly'] },
      { name: 'resources', type: 'array<string>', path: ['record', 'resources'] },
      { name: 'streamalert_id', type: 'string', path: ['id'] },
    ],
  },
  {
    name: 'alerts',
    columns: [
      { name: 'id', type: 'string', path: ['id'] },
      { name: 'rule_name', type: 'string', path: ['rule_name'] },
    ],
  },
];

/** Makes a {@link TestHistory}, closed and removed when the test ends. */
export async function makeHistory(options: Partial<HistoryWriterOptions> = {}): Promise<TestHistory> {
  const dir = await mkdtemp(join(tmpdir(), 'history-test-'));
  const clock = testClock('2023-07-10T11:58:02Z');
  const state = await openState({ dir: join(dir, 'state'), clock });
  const root = join(dir, 'history');
  const writers: HistoryWriter[] = [];
  const restart = (more: Partial<HistoryWriterOptions> = {}): HistoryWriter => {
    const { history: pending, checkpoints } = state;
    const writer = createHistoryWriter({ root, tables: testTables, pending, checkpoints, clock, ...options, ...more });
    writers.push(writer);
    return writer;
  };
  onTestFinished(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
    await state.close();
    await rm(dir, { recursive: true });
  });
  let bodies = 0;
  return {
    root,
    state,
    clock,
    writer: restart(),
    restart,
    async putRecords(...records) {
      bodies += 1;
      const id = `body-${bodies}`;
      const messages = records.map((record, index) => `{"record":${record},"id":"${id}.${index}"}`);
      const text = Buffer.from(`[${messages.join(',\n')}]`);
      await state.queue.send([{ id, records: records.length, text, logType: 'cloudtrail:events', retain: true }]);
    },
    async putLines(table, lines, records = 1) {
      bodies += 1;
      await state.history.put([{ table, id: `batch-${bodies}`, records, lines: Buffer.from(lines) }]);
    },
    async search(sql) {
      const result = await searchHistory({
        root,
        tables: options.tables ?? testTables,
        sql,
        state: { pending: state.history, checkpoints: state.checkpoints },
      });
      return Array.fromAsync(result.rows);
    },
    async files() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort();
    },
  };
}

function testClock(start: string): TestClock {
  let now = Date.parse(start) * 1000;
  return {
    now() {
      now += 1;
      return now;
    },
    set(isoTime) {
      now = Date.parse(isoTime) * 1000;
    },
  };
}
