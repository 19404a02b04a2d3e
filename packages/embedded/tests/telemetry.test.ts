import { createTestClock, describeLogger, describeMetrics } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createLogger, createMetrics, type LoggerOptions } from '../src/index.ts';

function logTo(options: Pick<LoggerOptions, 'format'> & Partial<LoggerOptions>) {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  return { logger: createLogger({ stream, clock: createTestClock(), ...options }), written };
}

describeLogger('JSON lines', async () => {
  const { logger, written } = logTo({ format: 'json', level: 'debug' });
  return {
    port: logger,
    entries: async () =>
      written.map((line) => {
        const { time: _time, level, message, ...fields } = JSON.parse(line);
        return { level, message, fields };
      }),
  };
});

describeMetrics('metrics in memory', async () => {
  const metrics = createMetrics();
  const series = (name: string, dimensions: Readonly<Record<string, string>> = {}) => {
    const pairs = Object.entries(dimensions).map((pair) => pair.join('='));
    return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
  };
  return {
    port: metrics,
    counted: async (name, dimensions) => metrics.snapshot().counts[series(name, dimensions)] ?? 0,
  };
});

describe('createLogger', () => {
  it('writes text for a person', () => {
    const { logger, written } = logTo({ format: 'text' });
    logger.warn('output is down', { output: 'slack:soc', reason: '503 Service\nUnavailable', gone: undefined });
    logger.info('done');

    expect(written).toStrictEqual([
      '11:58:02 warn  output is down  output=slack:soc reason="503 Service\\nUnavailable"\n',
      '11:58:02 info  done\n',
    ]);
  });

  it('keeps an entry on one line and free of control characters', () => {
    const { logger, written } = logTo({ format: 'text' });
    logger.info('a\n11:58:02 error b \u001b[31m', { c: '\u001b[0m' });

    expect(written).toStrictEqual(['11:58:02 info  a\\n11:58:02 error b \\u001b[31m  c="\\u001b[0m"\n']);
  });

  it('leaves out entries below its level', () => {
    const { logger, written } = logTo({ format: 'json' });
    logger.debug('no');
    logger.info('yes', { alerts: 2 });

    expect(written).toStrictEqual([
      '{"time":"2023-07-10T11:58:02.000000Z","level":"info","message":"yes","alerts":2}\n',
    ]);
  });
});

describe('createMetrics', () => {
  it('sums up times', () => {
    const metrics = createMetrics();
    metrics.time('evaluate', 2);
    metrics.time('evaluate', 5);

    expect(metrics.snapshot()).toStrictEqual({
      counts: {},
      timings: { evaluate: { count: 2, totalMs: 7, maxMs: 5 } },
    });
  });
});
