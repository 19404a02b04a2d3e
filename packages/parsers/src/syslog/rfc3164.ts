import { type CharacterTest, isDigit, isSpace, TextCursor } from '../text-cursor.ts';
import type { SyslogMessage } from './message.ts';
import { readPriority } from './priority.ts';

const isLetter: CharacterTest = (code) => /^\p{L}$/u.test(String.fromCodePoint(code));
const isNoSpace: CharacterTest = (code) => !isSpace(code);
const isTagCharacter: CharacterTest = (code) => isNoSpace(code) && code !== 0x5b && code !== 0x3a;
const isProcessCharacter: CharacterTest = (code) => isNoSpace(code) && code !== 0x5d;

/**
 * BSD syslog as daemons and devices really write it: with or without priority, days padded with a space, years, fractions
 * and ISO 8601 times, any host, any tag or none, messages of several lines.
 * https://datatracker.ietf.org/doc/html/rfc3164#section-5.4
 */
export function readRfc3164(text: string): SyslogMessage | undefined {
  const cursor = new TextCursor(text);
  const priority = readPriority(cursor);
  if (priority === undefined) cursor.at = 0;
  const start = cursor.at;
  if (!passIsoTime(cursor)) {
    cursor.at = start;
    if (!passBsdTime(cursor)) return undefined;
  }
  const timestamp = cursor.since(start);
  // `09:39:39: last message repeated`: some write no host.
  const hasHost = !cursor.literal(':');
  if (cursor.run(isSpace) === '') return undefined;
  const host = hasHost ? cursor.run(isNoSpace) : '';
  if (hasHost && !cursor.one(isSpace) && !cursor.isDone) return undefined;
  const tag = hasHost ? readTag(cursor) : undefined;
  const message = cursor.rest.replace(/\r?\n$/, '');
  return { ...priority, timestamp, host, application: '', ...tag, message };
}

interface Tag {
  readonly application: string;
  readonly process_id?: string;
}

/** `sshd[77]: `; where there is no such tag, nothing is passed. */
function readTag(cursor: TextCursor): Tag | undefined {
  const start = cursor.at;
  const application = cursor.run(isTagCharacter);
  const process = cursor.literal('[') ? cursor.run(isProcessCharacter) : undefined;
  const isClosed = process === undefined || cursor.literal(']');
  if (application === '' || !isClosed || !cursor.literal(':')) {
    cursor.at = start;
    return undefined;
  }
  cursor.one(isSpace);
  return { application, ...(process !== undefined && process !== '' && { process_id: process }) };
}

/** `Jan 10 19:35:33`, `Jan  1 2026 09:35:33.123`. */
function passBsdTime(cursor: TextCursor): boolean {
  if (!cursor.exactly(3, isLetter) || cursor.run(isSpace) === '') return false;
  if (!isShort(cursor.run(isDigit)) || cursor.run(isSpace) === '') return false;
  let hours = cursor.run(isDigit);
  if (hours.length === 4 && cursor.run(isSpace) !== '') hours = cursor.run(isDigit);
  if (!isShort(hours) || !passMinutes(cursor) || !passMinutes(cursor)) return false;
  if (cursor.literal('.')) return cursor.run(isDigit) !== '';
  return true;
}

function passMinutes(cursor: TextCursor): boolean {
  return cursor.literal(':') && cursor.exactly(2, isDigit);
}

function isShort(digits: string): boolean {
  return digits.length === 1 || digits.length === 2;
}

/** `2026-01-10T19:35:33.123+01:00`. */
function passIsoTime(cursor: TextCursor): boolean {
  if (!cursor.exactly(4, isDigit) || !cursor.literal('-') || !cursor.exactly(2, isDigit)) return false;
  if (!cursor.literal('-') || !cursor.exactly(2, isDigit) || !cursor.literal('T')) return false;
  return cursor.run(isNoSpace) !== '';
}
