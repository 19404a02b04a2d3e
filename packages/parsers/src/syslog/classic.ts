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
  if (application === '' || !passBrackets(cursor)) return undefined;
  if (!cursor.literal(':') || !cursor.one(isSpace)) return undefined;
  const message = withoutLastLineFeed(cursor.rest);
  return message.includes('\n') ? undefined : { timestamp, host, application, message };
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

/** `[77]`, any number of times. */
function passBrackets(cursor: TextCursor): boolean {
  while (cursor.literal('[')) if (cursor.run(isWord) === '' || !cursor.literal(']')) return false;
  return true;
}

function withoutLastLineFeed(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
