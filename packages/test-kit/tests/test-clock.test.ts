import { createSystemClock } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { createTestClock, describeClock, testTime } from '../src/index.ts';

describeClock('the test clock', async () => ({ port: createTestClock() }));
describeClock('the system clock', async () => ({ port: createSystemClock() }));

describe('createTestClock', () => {
  it('starts where it is told, and moves when it is told', () => {
    const clock = createTestClock(testTime);
    const first = clock.now();
    clock.advance(1500);

    expect([first, clock.now()]).toStrictEqual([testTime, testTime + 1_500_001]);
  });
});
