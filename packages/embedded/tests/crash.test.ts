import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProgram } from './helpers/child-process.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

describe('a state whose process was killed while it wrote', () => {
  it.each([1, 7, 40])('has what was committed after %d commits, and no half of a unit', async (commits) => {
    const dir = join(temporaryDirectory(), 'state');
    const child = startProgram('hold-state.ts', [dir, 'write']);
    let told = -1;
    await child.nextLine();
    while (told < commits) told = Number(await child.nextLine());
    await child.kill();

    const { state } = await openTestState({ dir });
    const last = (await state.checkpoints.get('last')) as number;
    const { waiting } = await state.queue.depth();

    expect(last).toBeGreaterThanOrEqual(told);
    expect(waiting).toBe(last + 1);
    const bodies = await state.queue.receive({ limit: waiting, visibilityMs: 1000 });
    expect(bodies.every(({ text }) => text.byteLength === 100_000 && text.every((byte) => byte === 120))).toBe(true);
  });
});
