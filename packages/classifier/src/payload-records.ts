import { decodeJson, decodeText } from '@streamalert/parsers';

/** One payload record of a small file. */
export interface PayloadRecord {
  /** A JSON document, or a line without its line break; text, unless it is not valid UTF-8. */
  readonly data: string | Uint8Array;
  /** The first line of the file, for lines behind it. */
  readonly header?: string;
}

/**
 * The payload records of a file that fits in memory, as they are found in S3 objects: one JSON document, or else its
 * lines without those that are blank.
 */
export function payloadRecordsOf(bytes: Uint8Array): readonly PayloadRecord[] {
  const { text, valid } = decodeText(bytes);
  if (decodeJson(text).ok) return [{ data: text }];
  const header = text.split(lineBreak, 1)[0] ?? '';
  return (valid ? text.split(lineBreak) : splitBytes(bytes))
    .map((data, at) => (at === 0 ? { data } : { data, header }))
    .filter(({ data }) => typeof data !== 'string' || data.trim() !== '');
}

const lineBreak = /\r?\n/;

/** Each character of Latin-1 is one byte. */
function splitBytes(bytes: Uint8Array): (string | Uint8Array)[] {
  const lines = Buffer.from(bytes).toString('latin1').split(lineBreak);
  return lines.map((line) => (line.trim() === '' ? '' : Buffer.from(line, 'latin1')));
}
