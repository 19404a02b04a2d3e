import type { Json } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSyslogParser, FloatMarks, type SyslogParserOptions } from '../src/index.ts';

function candidate(value: Json, options: SyslogParserOptions = {}): unknown {
  const [found] = createSyslogParser(options).candidates({ value, floats: new FloatMarks() });
  return found?.ok === true ? found.value : { failed: found?.reason };
}

const failed = { failed: 'not syslog' };
const formats = ['classic', 'rfc3164', 'any'] as const;

describe.each(formats)('syslog of the classic form, read as %s', (format) => {
  const message = (timestamp: string, host: string, application: string, text: string) => ({
    timestamp,
    host,
    application,
    message: text,
  });

  it.each<[string, string, unknown]>([
    ['29: a trailing line feed', 'Jan 10 10:00:00 web sshd: x\n', message('Jan 10 10:00:00', 'web', 'sshd', 'x')],
    ['digits without colons', 'Jan 10 1935 web sshd: x', message('Jan 10 1935', 'web', 'sshd', 'x')],
    ['brackets', 'Jan 10 19:35:33 w-1- cron[7][x]: y', message('Jan 10 19:35:33', 'w-1-', 'cron', 'y')],
    ['an empty message', 'Jan 10 19:35:33 web cron: ', message('Jan 10 19:35:33', 'web', 'cron', '')],
    ['a line feed for white space', 'Jan 10 19:35:33 web cron:\n', message('Jan 10 19:35:33', 'web', 'cron', '')],
    ['white space of the message', 'Jan 10 19:35:33 web a:  y ', message('Jan 10 19:35:33', 'web', 'a', ' y ')],
    ['a carriage return stays', 'Jan 10 19:35:33 web a: y\r\n', message('Jan 10 19:35:33', 'web', 'a', 'y\r')],
    ['words of any script', 'Ňov 10 19:35:33 büro_1 крон: y', message('Ňov 10 19:35:33', 'büro_1', 'крон', 'y')],
    ['digits of any script', 'Jan ١٠ 19:35 web a: y', message('Jan ١٠ 19:35', 'web', 'a', 'y')],
    [
      'white space of any script',
      'Jan\u00a010\u300019:35 web a:\u2003y',
      message('Jan\u00a010\u300019:35', 'web', 'a', 'y'),
    ],
    ['letters beyond the basic plane', '𝐉an 10 19:35 web a: y', message('𝐉an 10 19:35', 'web', 'a', 'y')],
  ])('%s', (_name, text, expected) => {
    expect(candidate(text, { format })).toStrictEqual(expected);
  });
});

describe('syslog parser', () => {
  it.each<[string, string]>([
    ['28: a padded day', 'Jan  1 10:00:00 web sshd: x'],
    ['leading white space', ' Jan 10 10:00:00 web sshd: x'],
    ['a priority', '<13>Jan 10 10:00:00 web sshd: x'],
    ['a dotted host', 'Jan 10 10:00:00 web.example.com sshd: x'],
    ['an address', 'Jan 10 10:00:00 192.0.2.1 sshd: x'],
    ['a host that begins with a hyphen', 'Jan 10 10:00:00 -web sshd: x'],
    ['an application with a hyphen', 'Jan 10 10:00:00 web systemd-logind: x'],
    ['no colon', 'Jan 10 10:00:00 web sshd x'],
    ['no space after the colon', 'Jan 10 10:00:00 web sshd:x'],
    ['empty brackets', 'Jan 10 10:00:00 web sshd[]: x'],
    ['several lines', 'Jan 10 10:00:00 web sshd: x\ny'],
    ['two line feeds', 'Jan 10 10:00:00 web sshd: x\n\n'],
    ['an odd number of digits', 'Jan 10 10:00:0 web sshd: x'],
    ['RFC 5424', '<34>1 2026-10-11T22:14:15.003Z web sshd - - - x'],
    ['nothing', ''],
  ])('in its classic form does not take %s', (_name, text) => {
    expect(candidate(text)).toStrictEqual(failed);
  });

  it.each<Json>([5, { a: 1 }, null])('%j is no text', (value) => {
    expect(candidate(value)).toStrictEqual({ failed: 'not text' });
  });
});

describe.each(['rfc3164', 'any'] as const)('tolerant syslog, read as %s', (format) => {
  const fields = ['priority', 'facility', 'severity', 'process_id', 'message_id', 'structured_data'];
  const read = (text: string) => candidate(text, { format, fields });

  it.each<[string, string, unknown]>([
    [
      'a padded day and a process',
      'Jan  1 10:00:00 web.example.com systemd-logind[77]: New session',
      {
        timestamp: 'Jan  1 10:00:00',
        host: 'web.example.com',
        application: 'systemd-logind',
        process_id: '77',
        message: 'New session',
      },
    ],
    [
      'a priority',
      '<86>Jan 10 10:00:00 192.0.2.1 sshd[7]: x',
      {
        priority: '86',
        facility: '10',
        severity: '6',
        timestamp: 'Jan 10 10:00:00',
        host: '192.0.2.1',
        application: 'sshd',
        process_id: '7',
        message: 'x',
      },
    ],
    [
      'an ISO 8601 time',
      '2026-05-29T06:00:00.123456+00:00 web kernel: [    0.0] x',
      { timestamp: '2026-05-29T06:00:00.123456+00:00', host: 'web', application: 'kernel', message: '[    0.0] x' },
    ],
    [
      'a year and a fraction',
      'Jan  1 2026 10:00:00.123 fw %ASA-6-302013: Built',
      { timestamp: 'Jan  1 2026 10:00:00.123', host: 'fw', application: '%ASA-6-302013', message: 'Built' },
    ],
    [
      'no tag',
      "Jan 22 07:54:32 web Job `cron.daily' terminated",
      { timestamp: 'Jan 22 07:54:32', host: 'web', application: '', message: "Job `cron.daily' terminated" },
    ],
    [
      'no host',
      'Mar 11 09:39:39: --- last message repeated 5 times ---',
      { timestamp: 'Mar 11 09:39:39', host: '', application: '', message: '--- last message repeated 5 times ---' },
    ],
    [
      'no space after the tag, and several lines',
      'Mar 11 22:55:30 web app:a\nb\r\n',
      { timestamp: 'Mar 11 22:55:30', host: 'web', application: 'app', message: 'a\nb' },
    ],
    [
      'an empty message',
      'Mar 11 22:55:30 web',
      { timestamp: 'Mar 11 22:55:30', host: 'web', application: '', message: '' },
    ],
  ])('takes %s', (_name, text, expected) => {
    expect(read(text)).toStrictEqual(expected);
  });

  it.each([
    'hello world',
    '<192>Jan 10 10:00:00 web x: y',
    '<1234>Jan 10 10:00:00 web x: y',
    'Jan  1 10:00 web x: y',
    'Jan 100 10:00:00 web x: y',
    '2026-05-29 06:00:00 web x: y',
  ])('does not take %s', (text) => {
    expect(read(text)).toStrictEqual(failed);
  });

  it('gives the process of a message of the classic form', () => {
    const sshd = { timestamp: 'Jan 10 10:00:00', host: 'web', application: 'sshd', message: 'x' };

    expect(read('Jan 10 10:00:00 web sshd[7][8]: x')).toStrictEqual({ ...sshd, process_id: '7' });
    expect(candidate('Jan 10 10:00:00 web sshd[7]: x', { fields })).toStrictEqual(sshd);
  });

  it('gives no fields that were not asked for', () => {
    expect(candidate('<86>Jan  1 10:00:00 web sshd[7]: x', { format })).toStrictEqual({
      timestamp: 'Jan  1 10:00:00',
      host: 'web',
      application: 'sshd',
      message: 'x',
    });
  });
});

describe.each(['rfc5424', 'any'] as const)('RFC 5424 syslog, read as %s', (format) => {
  const fields = ['facility', 'severity', 'process_id', 'message_id', 'structured_data'];
  const read = (text: string) => candidate(text, { format, fields });
  const header = { facility: '4', severity: '2', timestamp: '2026-10-11T22:14:15.003Z' };

  it('takes all parts', () => {
    const data = String.raw`[id@32473 key="va\"l\\u\]e" n="\x"][other]`;

    expect(read(`<34>1 2026-10-11T22:14:15.003Z web.example.com su 77 ID47 ${data} 'su root' failed\n`)).toStrictEqual({
      ...header,
      host: 'web.example.com',
      application: 'su',
      process_id: '77',
      message_id: 'ID47',
      structured_data: { 'id@32473': { key: 'va"l\\u]e', n: '\\x' }, other: {} },
      message: "'su root' failed",
    });
  });

  it('leaves out what is nil', () => {
    const nothing = { timestamp: '', host: '', application: '', structured_data: {}, message: '' };

    expect(read('<34>1 - - - - - -')).toStrictEqual({ facility: '4', severity: '2', ...nothing });
    expect(read('<34>1 2026-10-11T22:14:15.003Z - - - - - \ufeffx')).toStrictEqual({
      ...nothing,
      ...header,
      message: 'x',
    });
  });

  it.each([
    '1 2026-10-11T22:14:15.003Z web su - - - x',
    '<34>1 2026-10-11T22:14:15.003Z web su - -',
    '<34>1 2026-10-11T22:14:15.003Z web su - - x',
    '<34>1 2026-10-11T22:14:15.003Z web su - - [id key="x]',
    '<34>1 2026-10-11T22:14:15.003Z web su - - [id key=x]',
    '<34>1 2026-10-11T22:14:15.003Z web su - - -x',
    '<34>1 2026-10-11T22:14:15.003Z  su - - - x',
  ])('does not take %s', (text) => {
    expect(read(text)).toStrictEqual(failed);
  });
});

describe('syslog properties', () => {
  const pieces = fc.constantFrom('Jan', ' ', '10', ':', '[', ']', '<34>', '1', '-', '"', '=', '\\', 'a', 'é', '\n');
  const nasty = fc.oneof(fc.string({ unit: pieces }), fc.string({ unit: 'binary' }));

  it('never throws', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom('classic', 'rfc3164', 'rfc5424', 'any'), (text, format) => {
        const parser = createSyslogParser({ format });
        expect(parser.candidates({ value: text, floats: new FloatMarks() })).toHaveLength(1);
      }),
    );
  });

  it('takes in its classic form what the pattern takes', () => {
    const pattern =
      /^([\p{L}\p{N}_]{3}\s\p{Nd}{2}\s(?:\p{Nd}{2}:?)+)\s([\p{L}\p{N}_][\p{L}\p{N}_-]*)\s([\p{L}\p{N}_]+)(?:\[[\p{L}\p{N}_]+\])*:\s([^\n]*)\n?$/u;
    const nearly = fc
      .tuple(fc.constantFrom('Jan 10 10:00:00', 'Jan 10 1000', 'Jan 1'), fc.string({ unit: pieces }))
      .map(([time, rest]) => `${time} w${rest}`);
    const lines = fc
      .tuple(fc.string({ unit: pieces }), fc.string({ unit: pieces }))
      .map(([brackets, rest]) => `Jan 10 10:00:00 w-1 a${brackets}: ${rest}`);
    fc.assert(
      fc.property(fc.oneof(nearly, lines, nasty), (text) => {
        const [, timestamp, host, application, message] = pattern.exec(text) ?? [];
        const expected = timestamp === undefined ? failed : { timestamp, host, application, message };
        expect(candidate(text)).toStrictEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['classic', 'any'] as const)('takes linear time in format %s', (format) => {
    const times = `Jan 10 ${'10:'.repeat(300_000)}`;
    const brackets = `Jan 10 10:00 w a${'[a]'.repeat(300_000)}`;
    const structured = `<34>1 - - - - - ${'[a b="c"]'.repeat(100_000)}x`;

    expect([times, brackets, structured].map((text) => candidate(text, { format }))).toStrictEqual([
      failed,
      failed,
      failed,
    ]);
  });

  const printable = (unit: fc.Arbitrary<string>) => fc.string({ unit, minLength: 1, maxLength: 12 });
  const visible = printable(fc.constantFrom('a', 'Z', '0', '-', '.', '_', '/', 'é', '😀')).filter(
    (text) => text !== '-',
  );
  const line = fc.string({ unit: fc.constantFrom('a', ' ', ':', '[', ']', '"', '\\', 'é', '😀', '=') });
  const priority = fc.integer({ min: 0, max: 191 });
  const read = (text: string, format: 'rfc3164' | 'rfc5424' | 'any') =>
    candidate(text, {
      format,
      fields: ['priority', 'facility', 'severity', 'process_id', 'message_id', 'structured_data'],
    });

  it('reads back what RFC 5424 writes', () => {
    const name = printable(fc.constantFrom('a', 'b', '@', '1', '.'));
    const parameters = fc.dictionary(name, line, { maxKeys: 3, noNullPrototype: true });
    const data = fc.dictionary(name, parameters, { maxKeys: 3, noNullPrototype: true });
    const escape = (value: string) => value.replaceAll(/["\\\]]/g, '\\$&');
    const write = (elements: Record<string, Record<string, string>>) =>
      Object.entries(elements)
        .map(
          ([id, all]) =>
            `[${id}${Object.entries(all)
              .map(([key, value]) => ` ${key}="${escape(value)}"`)
              .join('')}]`,
        )
        .join('') || '-';
    fc.assert(
      fc.property(
        priority,
        visible,
        visible,
        visible,
        visible,
        data,
        line,
        (pri, host, app, process, id, sd, message) => {
          const text = `<${pri}>1 2026-10-11T22:14:15.003Z ${host} ${app} ${process} ${id} ${write(sd)} ${message}`;

          expect(read(text, 'rfc5424')).toStrictEqual({
            priority: String(pri),
            facility: String(pri >> 3),
            severity: String(pri % 8),
            timestamp: '2026-10-11T22:14:15.003Z',
            host,
            application: app,
            process_id: process,
            message_id: id,
            structured_data: sd,
            message,
          });
        },
      ),
    );
  });

  it('reads back what RFC 3164 writes', () => {
    const day = fc.integer({ min: 1, max: 31 });
    const tag = printable(fc.constantFrom('a', 'Z', '0', '-', '.', '_', '/'));
    fc.assert(
      fc.property(priority, day, visible, tag, fc.nat(), line, (pri, date, host, application, process, message) => {
        const timestamp = `Jan ${String(date).padStart(2)} 09:05:07`;

        expect(read(`<${pri}>${timestamp} ${host} ${application}[${process}]: ${message}`, 'rfc3164')).toStrictEqual({
          priority: String(pri),
          facility: String(pri >> 3),
          severity: String(pri % 8),
          timestamp,
          host,
          application,
          process_id: String(process),
          message,
        });
      }),
    );
  });
});
