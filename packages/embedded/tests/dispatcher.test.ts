import { createTestClock, describeDispatcher, makeAlert, testTime } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createDispatcher } from '../src/dispatcher.ts';
import { openTestState, subjectOf } from './helpers/test-state.ts';

describeDispatcher(
  'the dispatcher of a state directory',
  subjectOf((state) => state.dispatcher),
);

const key = { ruleName: 'rule', id: 'a' };

describe('createDispatcher', () => {
  it('hands out what the alert store has due, though nobody dispatched it', async () => {
    const { state, clock } = await openTestState();
    const { ruleName, id } = makeAlert();
    await state.alerts.put([makeAlert()]);
    clock.advance(1000);

    const first = await state.dispatcher.receive(5);
    const second = await state.dispatcher.receive(5);

    expect([first, second]).toStrictEqual([[{ ruleName, id }], []]);
  });

  it('finds due alerts beyond those that are handed out', async () => {
    const { state, clock } = await openTestState();
    await state.alerts.put([1, 2, 3].map((seed) => makeAlert({ seed })));
    clock.advance(1000);

    const received = [await state.dispatcher.receive(2), await state.dispatcher.receive(2)];

    expect(received.map((keys) => keys.length)).toStrictEqual([2, 1]);
  });

  it('hands a key out again when nobody acknowledges it', async () => {
    const clock = createTestClock(testTime);
    const dispatcher = createDispatcher({ clock, visibilityMs: 1000 });
    await dispatcher.dispatch([key]);
    await dispatcher.receive(1);
    clock.advance(1001);
    await dispatcher.dispatch([key]);

    expect(await dispatcher.receive(1)).toStrictEqual([key]);
  });
});
