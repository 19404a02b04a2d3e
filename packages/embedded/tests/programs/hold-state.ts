import { createSystemClock } from '@streamalert/core';
import { openState } from '@streamalert/embedded';

/** Opens the state DIR and says so; then writes a numbered pair of rows in one unit for ever, saying each number once it is durable. */
const [dir = '', mode = 'idle'] = process.argv.slice(2);
const state = await openState({ dir, clock: createSystemClock(), owner: 'run' });
process.stdout.write('open\n');

if (mode === 'idle') process.stdin.resume();
else {
  const text = new Uint8Array(100_000).fill(120);
  for (let number = 0; ; number += 1) {
    await state.atomically(() => [
      state.queue.send([{ id: `body-${number}`, records: 1, text }]),
      state.checkpoints.put('last', number),
    ]);
    process.stdout.write(`${number}\n`);
  }
}
