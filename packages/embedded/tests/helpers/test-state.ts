import { join } from 'node:path';
import { createTestClock, type MakeSubject, type Subject } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import { type EmbeddedState, openStateInternal } from '../../src/state.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A state of the running test with a clock that the test moves. */
export async function openTestState(options: { readonly dir?: string; readonly maxPages?: number } = {}) {
  const clock = createTestClock();
  const dir = options.dir ?? join(temporaryDirectory(), 'state');
  const state = await openStateInternal({ clock, ...options, dir });
  onTestFinished(() => state.close());
  return { state, clock, dir };
}

/** One port of a state, as the conformance suites want it. */
export function subjectOf<Port>(select: (state: EmbeddedState) => Port): MakeSubject<Subject<Port>> {
  return async () => {
    const clock = createTestClock();
    const dir = join(temporaryDirectory(), 'state');
    let state = await openStateInternal({ dir, clock });
    return {
      port: select(state),
      async reopen() {
        await state.close();
        state = await openStateInternal({ dir, clock });
        return select(state);
      },
      async wait(ms) {
        clock.advance(ms);
      },
      close: () => state.close(),
    };
  };
}
