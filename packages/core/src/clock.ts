/** UTC microseconds since 1970, e.g. 1_688_990_282_000_000. Fits a double exactly until the year 2255. */
export type Micros = number;

/** Source of time; passed in, so that tests and replays choose it. */
export interface Clock {
  /** Strictly increasing within a process: two calls never return the same value. */
  now(): Micros;
}

/** The machine's clock with microseconds, kept strictly increasing when it is set back or asked twice in one microsecond. */
export function createSystemClock(): Clock {
  let last = 0;
  return {
    now() {
      const wall = Math.round((performance.timeOrigin + performance.now()) * 1000);
      last = Math.max(last + 1, wall);
      return last;
    },
  };
}

/** `2023-07-10T11:58:02.000123Z`: always six fractional digits, so that text order is time order. */
export function formatTimestamp(time: Micros): string {
  const millis = Math.floor(time / 1000);
  const rest = time - millis * 1000;
  return `${new Date(millis).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

const timestamp = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z$/;

/** Reads what {@link formatTimestamp} wrote; `undefined` for any other text. */
export function parseTimestamp(text: string): Micros | undefined {
  const parts = timestamp.exec(text);
  if (parts === null) return undefined;
  const seconds = Date.parse(`${parts[1]}Z`);
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number((parts[2] ?? '').padEnd(6, '0'));
}

/** The hour of a partition, `YYYY-MM-DD-HH` in UTC, as the history and Athena tables name it. */
export function partitionHour(time: Micros): string {
  return new Date(Math.floor(time / 1000)).toISOString().slice(0, 13).replace('T', '-');
}
