import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '@streamalert/core';
import { chunks } from '../in-parallel.ts';

/** Options of {@link createPowertoolsMetrics}. */
export interface PowertoolsMetricsOptions {
  /** Default `StreamAlert`, as in 3.5. */
  readonly namespace?: string;
  /** Default: standard output, which is where Lambda's log goes. */
  readonly stream?: { write(text: string): unknown };
}

/** Metrics of one document, and as many values of one metric. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const perDocument = 100;
/** One below what CloudWatch takes, at which Powertools would write by itself. */
const valuesPerMetric = 99;

interface Group {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly series: Map<string, Series>;
}

interface Series {
  readonly name: string;
  readonly unit: typeof MetricUnit.Count | typeof MetricUnit.Milliseconds;
  readonly values: number[];
}

/**
 * {@link Metrics} on Powertools: documents in embedded metric format, out of which CloudWatch makes metrics. Counts of one name and
 * the same dimensions are added up until `flush`, so that an invocation writes few lines however much it counts. Only the dimensions given
 * are there: names of 3.5 stay without any.
 */
export function createPowertoolsMetrics(options: PowertoolsMetricsOptions = {}): Metrics {
  const { namespace = 'StreamAlert', stream = process.stdout } = options;
  /** By dimensions, then by name. */
  let collected = new Map<string, Group>();

  const seriesOf = (name: string, unit: Series['unit'], dimensions: Readonly<Record<string, string>>): Series => {
    // Sorted, so that the order in which dimensions are given does not matter.
    const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(sorted);
    const group = collected.get(key) ?? { dimensions: Object.fromEntries(sorted), series: new Map() };
    collected.set(key, group);
    const series = group.series.get(name) ?? { name, unit, values: [] };
    group.series.set(name, series);
    return series;
  };

  return {
    count(name, value, dimensions = {}) {
      const { values } = seriesOf(name, MetricUnit.Count, dimensions);
      values[0] = (values[0] ?? 0) + value;
    },
    time(name, ms, dimensions = {}) {
      seriesOf(name, MetricUnit.Milliseconds, dimensions).values.push(ms);
    },
    async flush() {
      const groups = [...collected.values()];
      collected = new Map();
      for (const { dimensions, series } of groups) {
        const parts = [...series.values()].flatMap((whole) =>
          chunks(whole.values, valuesPerMetric).map((values) => ({ ...whole, values })),
        );
        for (const some of documentsOf(parts)) stream.write(`${document(namespace, dimensions, some)}\n`);
      }
    },
  };
}

type Part = Omit<Series, 'values'> & { readonly values: readonly number[] };

/** Spreads parts over documents: each name once in one, and fewer than a hundred of them. */
function documentsOf(parts: readonly Part[]): (readonly Part[])[] {
  const documents: { readonly names: Set<string>; readonly parts: Part[] }[] = [];
  for (const part of parts) {
    let target = documents.find(({ names }) => !names.has(part.name) && names.size < perDocument - 1);
    if (target === undefined) {
      target = { names: new Set(), parts: [] };
      documents.push(target);
    }
    target.names.add(part.name);
    target.parts.push(part);
  }
  return documents.map((found) => found.parts);
}

function document(namespace: string, dimensions: Readonly<Record<string, string>>, parts: readonly Part[]): string {
  const metrics = new PowertoolsMetrics({ namespace, serviceName: 'streamalert' });
  metrics.clearDefaultDimensions();
  metrics.addDimensions(dimensions);
  for (const { name, unit, values } of parts) for (const value of values) metrics.addMetric(name, unit, value);
  return JSON.stringify(metrics.serializeMetrics());
}
