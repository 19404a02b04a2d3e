import { describe, expect, it } from 'vitest';
import { console as consoleOutput, consoleService } from '../src/index.ts';
import { formatAlertLine } from '../src/services/console/alert-line.ts';
import { displayWidth } from '../src/services/console/terminal-text.ts';
import { exampleDelivery } from './helpers/example-alert.ts';
import { makeAlert, makeDelivery } from './helpers/factories.ts';
import { code, describePage } from './helpers/page.ts';

const root = makeAlert({
  severity: 'high',
  title: 'root from 192.0.2.14',
  record: { eventTime: '2023-07-10T11:58:02Z', awsRegion: 'us-east-1' },
  outputs: ['aws-firehose:alerts', 'console:terminal', 'file:a', 'file:b'],
});
const plain = { color: false };

describe('console', () => {
  it('writes one line per alert', async () => {
    const written: string[] = [];
    const output = consoleOutput({ write: (text) => void written.push(text) });

    expect(await output.send(makeDelivery({ alert: root }))).toStrictEqual({ kind: 'sent' });

    expect(written).toStrictEqual([
      `HIGH    cloudtrail_root_account_usage          2023-07-10 11:58:02  us-east-1  root from 192.0.2.14  → console, file\n`,
    ]);
  });

  it('keeps to the width it is told at each line', async () => {
    const written: string[] = [];
    let width = 200;
    const output = consoleOutput({ write: (text) => void written.push(text), width: () => width });
    await output.send(makeDelivery({ alert: root }));
    width = 60;
    await output.send(makeDelivery({ alert: root }));

    expect(written.map((line) => line.trimEnd().length <= 60)).toStrictEqual([false, true]);
  });

  describePage(
    consoleService,
    {
      title: 'The terminal',
      about: 'Prints one line per alert, for a person. With `--format json` it goes to standard error.',
      vendor: ['https://no-color.org'],
      conf: ['stdout'],
      limits: ['A line is as long as the terminal is wide; into a pipe it is whole.'],
      repeats: 'A repetition is printed again.',
    },
    async () => {
      let line = '';
      await consoleOutput({ write: (text) => void (line = text) }).send(exampleDelivery('console'));
      return code('text', line.trimEnd());
    },
  );
});

describe('formatAlertLine', () => {
  it('colours the severity alone, and only if told', () => {
    expect(formatAlertLine(root, { color: true })).toMatch(/^\u001B\[31mHIGH {2}\u001B\[0m {2}cloudtrail_root/);
    expect(formatAlertLine(root, plain)).not.toContain('\u001B');
  });

  it.each([
    [100, 'HIGH    cloudtrail_root_account_usage  2023-07-10 11:58:02  us-east-1  root from 1…  → console, file'],
    [80, 'HIGH    cloudtrail_root_account_usage  2023-07-10 11:58:02  → console, file'],
    [60, 'HIGH    cloudtrail_ro…  2023-07-10 11:58:02  → console, file'],
    [10, 'HIGH    …'],
  ])('fits into %i columns', (width, expected) => {
    const line = formatAlertLine(root, { color: false, width });
    expect(displayWidth(line)).toBeLessThanOrEqual(width);
    if (width !== 10) expect(line).toBe(expected);
  });

  it.each<[string, Parameters<typeof makeAlert>[0], string]>([
    ['the time of creation where the record has none', { record: {} }, '2023-07-10 12:00:00'],
    ['seconds since 1970', { record: { time: 1688990282 } }, '2023-07-10 11:58:02'],
    ['milliseconds since 1970', { record: { timestamp: 1688990282123 } }, '2023-07-10 11:58:02'],
    [
      'an event inside an envelope',
      { record: { detail: { eventTime: '2023-07-10T11:58:02Z' } } },
      '2023-07-10 11:58:02',
    ],
    ['a time without zone as UTC', { record: { time: '2023-07-10 11:58:02' } }, '2023-07-10 11:58:02'],
    ['a time with an offset in UTC', { record: { time: '2023-07-10T13:58:02+02:00' } }, '2023-07-10 11:58:02'],
  ])('shows %s', (_case, changes, time) => {
    expect(formatAlertLine(makeAlert(changes), plain)).toContain(`  ${time}  `);
  });

  it.each<[string, Parameters<typeof makeAlert>[0], string]>([
    [
      'who did what from where',
      {
        record: {
          eventName: 'StopLogging',
          userIdentity: { arn: 'arn:aws:iam::123456789012:user/alice' },
          sourceIPAddress: '192.0.2.14',
        },
      },
      'StopLogging by alice from 192.0.2.14',
    ],
    ['the first values of an unknown record', { record: { a: 1, b: { c: 2 }, d: 'x' } }, 'a=1 d=x'],
  ])('summarises %s', (_case, changes, summary) => {
    expect(formatAlertLine(makeAlert(changes), plain)).toContain(`  ${summary}  → slack`);
  });

  it('lets no record control the terminal', () => {
    const line = formatAlertLine(makeAlert({ title: 'a\u001B[2J\u0007b\r\nc\u202Ed' }), plain);
    expect(line).toContain('  a [2J b c d  →');
  });

  it('names history where nothing else is told', () => {
    expect(formatAlertLine(makeAlert({ outputs: ['aws-firehose:alerts'] }), plain)).toMatch(/→ history$/);
  });
});
