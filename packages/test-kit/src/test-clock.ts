import type { Clock, Micros } from '@streamalert/core';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  /** Moves it forward. */
  advance(ms: number): void;
}

/** 2023-07-10T11:58:02Z */
export const testTime: Micros = 1_688_990_282_000_000;

/** A clock that stands at `start` (UTC microseconds), except for the microsecond by which every call is later than the last. */
export function createTestClock(start: Micros = testTime): TestClock {
  let next = start;
  return {
    now() {
      next += 1;
      return next - 1;
    },
    advance(ms) {
      next += ms * 1000;
    },
  };
}
