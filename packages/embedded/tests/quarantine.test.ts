import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeQuarantine, makeQuarantinedRecord } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { openState } from '../src/index.ts';
import { openTestState, subjectOf } from './helpers/test-state.ts';

describeQuarantine(
  'the quarantine of a state directory',
  subjectOf((state) => state.quarantine),
);

const large = makeQuarantinedRecord({ data: new Uint8Array(256 * 1024 + 1) });

describe('SqliteQuarantine', () => {
  it('puts data over 256 KiB into a file, and removes it with the record', async () => {
    const { state, dir } = await openTestState();
    await state.quarantine.add([large, makeQuarantinedRecord({ seed: 2, data: new Uint8Array(256 * 1024) })]);
    const held = readdirSync(join(dir, 'quarantine'));
    await state.quarantine.remove([large.rejected.id]);

    expect(held).toHaveLength(1);
    expect(readdirSync(join(dir, 'quarantine'))).toStrictEqual([]);
  });

  it('removes files that a crash left without a record', async () => {
    const { state, dir } = await openTestState();
    await state.quarantine.add([large]);
    await state.close();
    writeFileSync(join(dir, 'quarantine', 'left-over.gz'), '');

    const { state: again } = await openTestState({ dir });

    expect(readdirSync(join(dir, 'quarantine'))).toHaveLength(1);
    expect(await again.quarantine.get(large.rejected.id)).toStrictEqual(large);
  });

  it('writes no file for a reader', async () => {
    const { dir, clock } = await openTestState();
    const reader = await openState({ dir, clock, readOnly: true });

    await expect(reader.quarantine.add([large])).rejects.toMatchObject({ name: 'StateClosedError' });
    await reader.close();
    expect(readdirSync(dir)).not.toContain('quarantine');
  });

  it('adds no record of a unit whose file cannot be written, and refuses what follows', async () => {
    const { state, dir } = await openTestState();
    writeFileSync(join(dir, 'quarantine'), 'a file in the place of the folder');

    const added = state.atomically(() => [state.quarantine.add([large]), state.checkpoints.put('a', 1)]);

    await expect(added).rejects.toMatchObject({ name: 'StateError' });
    await expect(state.checkpoints.put('b', 1)).rejects.toMatchObject({ name: 'StateError' });
    expect(await state.checkpoints.get('a')).toBeUndefined();
    rmSync(join(dir, 'quarantine'));
  });
});
