import { join } from 'node:path';
import { createSystemClock } from '@streamalert/core';
import { createHistoryWriter, openState } from '../../../src/index.ts';

/** Stores one record after the other, writes each to a file and compacts all of them, until it is killed. */
const dir = process.argv[2] ?? '';
const present = createSystemClock();
const state = await openState({ dir: join(dir, 'state'), clock: present });
const { history: pending, checkpoints } = state;
const tables = [
  { name: 'cloudtrail_events', columns: [{ name: 'eventname', type: 'string', path: ['record', 'eventName'] }] },
];
// A writer that lives in the next hour and finds every file old enough to be compacted.
const clock = { now: () => present.now() + 2 * 3_600_000_000 };
const writer = createHistoryWriter({ root: join(dir, 'history'), tables, pending, checkpoints, clock });

for (;;) {
  const next = Number((await checkpoints.get('next')) ?? 0);
  const text = Buffer.from(`[{"record":{"eventName":"e${next}"}}]`);
  await state.atomically(() => [
    state.queue.send([{ id: `body-${next}`, records: 1, text, logType: 'cloudtrail:events', retain: true }]),
    checkpoints.put('next', next + 1),
  ]);
  await writer.flush();
  if (next % 3 === 0) await writer.compact();
  process.stdout.write('.');
}
