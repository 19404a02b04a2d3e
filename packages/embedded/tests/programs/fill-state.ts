import { createSystemClock } from '@streamalert/core';
import { openState } from '@streamalert/embedded';

/** Writes to the state DIR until it is refused, then prints the errors of this write and the next. */
const [dir = ''] = process.argv.slice(2);
try {
  const state = await openState({ dir, clock: createSystemClock() });
  let written = 0;
  const send = () => state.queue.send([{ id: `body-${written}`, records: 1, text: new Uint8Array(100_000).fill(120) }]);
  const reason = (error: Error) => ({ name: error.name, message: error.message });
  const first = await (async () => {
    for (;;) {
      try {
        await send();
        written += 1;
      } catch (error) {
        return reason(error as Error);
      }
    }
  })();
  const second = await state.checkpoints.put('a', 1).then(() => undefined, reason);
  await state.close();
  process.stdout.write(`${JSON.stringify({ written, first, second })}\n`);
} catch (error) {
  process.stdout.write(
    `${JSON.stringify({ open: { name: (error as Error).name, message: (error as Error).message } })}\n`,
  );
}
