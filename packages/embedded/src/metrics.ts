import type { Metrics } from '@streamalert/core';

/** Times that were measured under one name. */
export interface Timing {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
}

/** Everything counted so far; a name with dimensions reads `received{stage=classifier}`. */
export interface MetricsSnapshot {
  readonly counts: Readonly<Record<string, number>>;
  readonly timings: Readonly<Record<string, Timing>>;
}

/** {@link Metrics} kept in memory. `flush` has nowhere to send them and keeps them. */
export interface MemoryMetrics extends Metrics {
  snapshot(): MetricsSnapshot;
}

/** Metrics of one process, to be read at its end. */
export function createMetrics(): MemoryMetrics {
  const counts = new Map<string, number>();
  const timings = new Map<string, Timing>();
  return {
    count(name, value, dimensions) {
      const series = seriesName(name, dimensions);
      counts.set(series, (counts.get(series) ?? 0) + value);
    },
    time(name, ms, dimensions) {
      const series = seriesName(name, dimensions);
      const { count, totalMs, maxMs } = timings.get(series) ?? { count: 0, totalMs: 0, maxMs: 0 };
      timings.set(series, { count: count + 1, totalMs: totalMs + ms, maxMs: Math.max(maxMs, ms) });
    },
    async flush() {},
    snapshot() {
      return { counts: Object.fromEntries(counts), timings: Object.fromEntries(timings) };
    },
  };
}

/** Sorted, so that the order in which dimensions are given does not matter. */
function seriesName(name: string, dimensions: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(dimensions)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}
