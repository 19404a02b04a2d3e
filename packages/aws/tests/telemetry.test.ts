import { describeLogger, describeMetrics, type WrittenEntry } from '@streamalert/test-kit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPowertoolsLogger } from '../src/telemetry/logger.ts';
import { createPowertoolsMetrics } from '../src/telemetry/metrics.ts';

type Emf = {
  _aws: {
    CloudWatchMetrics: [{ Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }];
  };
} & Record<string, unknown>;

const listening = () => {
  const documents: Emf[] = [];
  const metrics = createPowertoolsMetrics({ stream: { write: (text) => documents.push(JSON.parse(text)) } });
  return { metrics, documents };
};
const values = (value: unknown): number[] => (Array.isArray(value) ? value : [value]) as number[];

describeMetrics('Powertools', async () => {
  const { metrics, documents } = listening();
  return {
    port: metrics,
    async counted(name, dimensions = {}) {
      const wanted = Object.keys(dimensions).sort();
      const found = documents.filter((document) => {
        const [{ Dimensions, Metrics }] = document._aws.CloudWatchMetrics;
        const names = [...(Dimensions[0] ?? [])].sort();
        const same = names.length === wanted.length && wanted.every((key) => document[key] === dimensions[key]);
        return same && Metrics.some(({ Name }) => Name === name);
      });
      return found.flatMap((document) => values(document[name])).reduce((sum, value) => sum + value, 0);
    },
  };
});

/** What is written while the test runs, on both streams in their order. */
function written(): unknown[] {
  const entries: unknown[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((text) => {
      entries.push(JSON.parse(String(text)));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return entries;
}

/** What Powertools adds to every entry. */
const byPowertools = ['timestamp', 'service', 'sampling_rate', 'xray_trace_id'];

describeLogger('Powertools', async () => {
  const entries = written();
  return {
    port: createPowertoolsLogger({ service: 'classifier', level: 'debug' }),
    entries: async () =>
      entries.map((entry): WrittenEntry => {
        const { level, message, ...rest } = entry as Record<string, string>;
        const fields = Object.entries(rest).filter(([name]) => !byPowertools.includes(name));
        return { level: String(level).toLowerCase(), message: String(message), fields: Object.fromEntries(fields) };
      }),
  };
});

describe('createPowertoolsLogger', () => {
  it('leaves out what is below its level, and says who writes', () => {
    const entries = written();
    const logger = createPowertoolsLogger({ service: 'classifier', fields: { cluster: 'prod' } });
    logger.debug('a');
    logger.info('b');

    expect(entries).toMatchObject([{ level: 'INFO', message: 'b', service: 'classifier', cluster: 'prod' }]);
  });
});

describe('createPowertoolsMetrics', () => {
  it('writes one line for the counts of an invocation, in the namespace and under the names of 3.5', async () => {
    const { metrics, documents } = listening();
    for (let record = 0; record < 1000; record++) metrics.count('Classifier-TotalRecords', 1);
    metrics.count('Classifier-FailedParses', 2);
    await metrics.flush();

    expect(documents).toStrictEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'StreamAlert',
              Dimensions: [[]],
              Metrics: [
                { Name: 'Classifier-TotalRecords', Unit: 'Count' },
                { Name: 'Classifier-FailedParses', Unit: 'Count' },
              ],
            },
          ],
        },
        'Classifier-TotalRecords': 1000,
        'Classifier-FailedParses': 2,
      },
    ]);
  });

  it('writes dimensions of their own lines', async () => {
    const { metrics, documents } = listening();
    metrics.count('passed', 1, { stage: 'classifier', cluster: 'prod' });
    metrics.count('passed', 2, { stage: 'rules' });
    await metrics.flush();

    expect(documents.map(({ _aws, ...rest }) => rest)).toStrictEqual([
      { cluster: 'prod', stage: 'classifier', passed: 1 },
      { stage: 'rules', passed: 2 },
    ]);
  });

  it('keeps every time it was given, beyond what one document holds', async () => {
    const { metrics, documents } = listening();
    for (let call = 0; call < 250; call++) metrics.time('evaluate', call, { stage: 'rules' });
    for (let name = 0; name < 120; name++) metrics.count(`rule_${name}`, 1, { stage: 'rules' });
    await metrics.flush();

    const times = documents.flatMap((document) => values(document['evaluate'] ?? []));
    expect(times.sort((a, b) => a - b)).toStrictEqual(Array.from({ length: 250 }, (_, call) => call));
    expect(documents.every((document) => document._aws.CloudWatchMetrics[0].Metrics.length <= 100)).toBe(true);
    expect(new Set(documents.flatMap((document) => Object.keys(document))).size).toBe(1 + 1 + 1 + 120);
  });
});
