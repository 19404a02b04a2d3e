import { isDigit, isSpace, isWord, TextCursor } from '../text-cursor.ts';
import type { SyslogMessage } from './message.ts';

const isHostCharacter = (code: number): boolean => code === 0x2d || isWord(code);

/** The only form that StreamAlert 3.5 took: `Jan 10 19:35:33 web-1 sshd[77]: message`, letter by letter. */
export function readClassicSyslog(text: string): SyslogMessage | undefined {
  const cursor = new TextCursor(text);
  if (!passTimestamp(cursor)) return undefined;
  const timestamp = cursor.since(0);
  if (!cursor.one(isSpace)) return undefined;
  const hostAt = cursor.at;
  if (!cursor.one(isWord)) return undefined;
  cursor.run(isHostCharacter);
  const host = cursor.since(hostAt);
  if (!cursor.one(isSpace)) return undefined;
  const application = cursor.run(isWord);
  const process = readBrackets(cursor);
  if (application === '' || process === undefined) return undefined;
  if (!cursor.literal(':') || !cursor.one(isSpace)) return undefined;
  const message = withoutLastLineFeed(cursor.rest);
  if (message.includes('\n')) return undefined;
  return { timestamp, host, application, ...(process !== '' && { process_id: process }), message };
}

/** `Jan 10 19:35:33`, also `Jan 10 1935`: month, day, then pairs of digits. */
function passTimestamp(cursor: TextCursor): boolean {
  if (!cursor.exactly(3, isWord) || !cursor.one(isSpace)) return false;
  if (!cursor.exactly(2, isDigit) || !cursor.one(isSpace)) return false;
  if (!cursor.exactly(2, isDigit)) return false;
  do cursor.literal(':');
  while (passPair(cursor));
  return true;
}

function passPair(cursor: TextCursor): boolean {
  const start = cursor.at;
  if (cursor.exactly(2, isDigit)) return true;
  cursor.at = start;
  return false;
}

/** `[77]`, any number of times: the first of them. `undefined` where one is empty or not closed. */
function readBrackets(cursor: TextCursor): string | undefined {
  let first = '';
  while (cursor.literal('[')) {
    const inside = cursor.run(isWord);
    if (inside === '' || !cursor.literal(']')) return undefined;
    first ||= inside;
  }
  return first;
}

function withoutLastLineFeed(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
