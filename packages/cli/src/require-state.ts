import { createSystemClock } from '@streamalert/core';
import { openState } from '@streamalert/embedded';

/**
 * Sees to it that a state directory exists, for commands that have nothing to do in a new one.
 *
 * @throws StateMissingError
 */
export async function requireState(dir: string): Promise<void> {
  const state = await openState({ dir, clock: createSystemClock(), readOnly: true });
  await state.close();
}
