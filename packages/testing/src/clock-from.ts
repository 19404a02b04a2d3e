import type { Clock, Micros } from '@streamalert/core';

/** A clock that starts at a moment and moves by a microsecond each time it is read. */
export function clockFrom(start: Micros): Clock {
  let next = start;
  return { now: () => next++ };
}
