import type { JsonObject } from '@streamalert/core';
import { type CharacterTest, isDigit, TextCursor } from '../text-cursor.ts';
import type { SyslogMessage } from './message.ts';
import { readPriority } from './priority.ts';

const isNoBlank: CharacterTest = (code) => code > 0x20;
const isNameCharacter: CharacterTest = (code) => code > 0x20 && code !== 0x3d && code !== 0x5d && code !== 0x22;

const nil = '-';
const byteOrderMark = '\ufeff';

/** `<34>1 2026-10-11T22:14:15.003Z host app 77 ID47 [id@32473 key="value"] message`. https://datatracker.ietf.org/doc/html/rfc5424#section-6 */
export function readRfc5424(text: string): SyslogMessage | undefined {
  const cursor = new TextCursor(text);
  const priority = readPriority(cursor);
  if (priority === undefined || cursor.run(isDigit) === '') return undefined;
  const header: string[] = [];
  for (let index = 0; index < 5; index++) {
    if (!cursor.literal(' ')) return undefined;
    const word = cursor.run(isNoBlank);
    if (word === '') return undefined;
    header.push(word === nil ? '' : word);
  }
  const structured = cursor.literal(' ') ? readStructuredData(cursor) : undefined;
  if (structured === undefined) return undefined;
  const body = cursor.rest.replace(/\r?\n$/, '');
  if (body !== '' && !body.startsWith(' ')) return undefined;
  const [timestamp = '', host = '', application = '', process_id = '', message_id = ''] = header;
  const message = body.slice(body.startsWith(byteOrderMark, 1) ? 2 : 1);
  const optional = Object.entries({ process_id, message_id }).filter(([, value]) => value !== '');
  return {
    ...priority,
    timestamp,
    host,
    application,
    ...Object.fromEntries(optional),
    structured_data: structured,
    message,
  };
}

/** Parameters by id of their element; the last of equal names counts. */
function readStructuredData(cursor: TextCursor): JsonObject | undefined {
  if (cursor.literal(nil)) return {};
  const elements = new Map<string, JsonObject>();
  while (cursor.literal('[')) {
    const id = cursor.run(isNameCharacter);
    const parameters = readParameters(cursor);
    if (id === '' || parameters === undefined) return undefined;
    elements.set(id, parameters);
  }
  return elements.size === 0 ? undefined : Object.fromEntries(elements);
}

/** Up to the closing bracket, which is passed. */
function readParameters(cursor: TextCursor): JsonObject | undefined {
  const parameters = new Map<string, string>();
  while (cursor.literal(' ')) {
    const name = cursor.run(isNameCharacter);
    const value = cursor.literal('="') ? readValue(cursor) : undefined;
    if (name === '' || value === undefined) return undefined;
    parameters.set(name, value);
  }
  return cursor.literal(']') ? Object.fromEntries(parameters) : undefined;
}

/** Up to the closing quote, which is passed. A backslash escapes quote, backslash and bracket, and is text before others. */
function readValue(cursor: TextCursor): string | undefined {
  const { text } = cursor;
  let value = '';
  let from = cursor.at;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') {
      cursor.at = at + 1;
      return value + text.slice(from, at);
    }
    if (text[at] !== '\\') continue;
    const next = text[at + 1];
    if (next !== '"' && next !== '\\' && next !== ']') continue;
    value += text.slice(from, at);
    from = ++at;
  }
  return undefined;
}
