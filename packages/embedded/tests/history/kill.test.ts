import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@streamalert/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHistoryWriter, openState, searchHistory } from '../../src/index.ts';

const program = join(import.meta.dirname, 'programs/keep-history.ts');
const tables = [
  { name: 'cloudtrail_events', columns: [{ name: 'eventname', type: 'string', path: ['record', 'eventName'] }] },
];

async function runAndKill(dir: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=@streamalert/source', program, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('history of a process that is killed again and again', () => {
  it('holds every record once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'history-kill-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    for (const afterMs of [0, 7, 23, 51, 90, 140]) await runAndKill(dir, afterMs);
    const state = await openState({ dir: join(dir, 'state'), clock: createSystemClock() });
    onTestFinished(() => state.close());
    const { history: pending, checkpoints } = state;
    const root = join(dir, 'history');
    const sql = 'SELECT count(*), count(DISTINCT eventname) FROM cloudtrail_events';
    const stored = Number(await checkpoints.get('next'));

    const before = await searchHistory({ root, tables, sql, state: { pending, checkpoints } });
    const counted = await Array.fromAsync(before.rows);
    const writer = createHistoryWriter({ root, tables, pending, checkpoints, clock: createSystemClock() });
    await writer.flush();
    await writer.close();
    const after = await searchHistory({ root, tables, sql });

    expect(stored).toBeGreaterThan(6);
    expect(counted).toStrictEqual([[stored, stored]]);
    expect(await Array.fromAsync(after.rows)).toStrictEqual([[stored, stored]]);
  });
});
