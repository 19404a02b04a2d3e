import { FloatMarks } from './float-marks.ts';
import type { ParserInput, RecordParser } from './record-parser.ts';
import { readClassicSyslog } from './syslog/classic.ts';
import { classicSyslogLine, priorSyslogLine, tolerantSyslogLine } from './syslog/line.ts';
import type { SyslogMessage } from './syslog/message.ts';
import { readRfc3164 } from './syslog/rfc3164.ts';
import { readRfc5424 } from './syslog/rfc5424.ts';

/**
 * Which syslog is read. `classic`: what StreamAlert 3.5 took. `rfc3164`: that, and what daemons and devices write in its
 * place. `rfc5424`: the current standard. `any`: all of them.
 */
export type SyslogFormat = 'classic' | 'rfc3164' | 'rfc5424' | 'any';

/** Options of the `syslog` parser, as in `configuration` of a log schema. */
export interface SyslogParserOptions {
  /** Default `classic`. */
  readonly format?: SyslogFormat;
  /**
   * Fields that are given beside `timestamp`, `host`, `application` and `message` where a message has them: `priority`,
   * `facility`, `severity`, `process_id`, `message_id` and `structured_data`. With `classic`, none.
   */
  readonly fields?: readonly string[];
}

/** The `syslog` parser. */
export interface SyslogParser extends RecordParser {
  readonly name: 'syslog';
}

type Reader = (text: string) => SyslogMessage | undefined;

/** A message of the classic form is read alike in each format that takes it, but for its process id. */
const readers: Readonly<Record<SyslogFormat, readonly Reader[]>> = {
  classic: [readClassicSyslog],
  rfc3164: [readClassicSyslog, readRfc3164],
  rfc5424: [readRfc5424],
  any: [readClassicSyslog, readRfc5424, readRfc3164],
};

const always = ['timestamp', 'host', 'application', 'message'];

/** The `syslog` parser: a text is one candidate. */
export function createSyslogParser({ format = 'classic', fields = [] }: SyslogParserOptions = {}): SyslogParser {
  const given = new Set(format === 'classic' ? always : [...always, ...fields]);
  const candidates: RecordParser['candidates'] = ({ value }: ParserInput) => {
    if (typeof value !== 'string') return [{ ok: false, value, reason: 'not text' }];
    for (const read of readers[format]) {
      const message = read(value);
      if (message === undefined) continue;
      const record = Object.fromEntries(Object.entries(message).filter(([field]) => given.has(field)));
      return [{ ok: true, value: record, floats: new FloatMarks() }];
    }
    return [{ ok: false, value, reason: 'not syslog' }];
  };
  return {
    name: 'syslog',
    takesText: true,
    candidates,
    candidatesOfItem: candidates,
    ...lineOf(format, fields),
  };
}

const ofPriority = ['priority', 'facility', 'severity'];

function lineOf(format: SyslogFormat, fields: readonly string[]): Pick<RecordParser, 'line'> {
  if (format === 'rfc5424') return {};
  if (format === 'classic') return { line: classicSyslogLine };
  return { line: fields.some((field) => ofPriority.includes(field)) ? tolerantSyslogLine : priorSyslogLine };
}
