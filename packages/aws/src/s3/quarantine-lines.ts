import { parseJson, type QuarantinedRecord, type RejectedRecord, stringifyJson } from '@streamalert/core';

/** One line of an object in the quarantine; data that is text is kept as text, for who looks into it by hand. */
interface Line {
  readonly rejected: RejectedRecord;
  readonly origin: string;
  readonly text?: string;
  readonly base64?: string;
}

/** How much of an object a record takes, roughly. */
export const recordBytes = ({ data }: QuarantinedRecord): number => data.byteLength + 500;

/** Records as NDJSON. */
export function writeRecords(records: readonly QuarantinedRecord[]): string {
  return records.map((record) => `${stringifyJson(toLine(record))}\n`).join('');
}

/** Reads what {@link writeRecords} wrote. */
export function readRecords(content: Uint8Array): QuarantinedRecord[] {
  const lines = new TextDecoder().decode(content).split('\n');
  return lines.filter((line) => line !== '').map((line) => toRecord(parseJson(line) as unknown as Line));
}

function toLine({ rejected, origin, data }: QuarantinedRecord): Line {
  const bytes = Buffer.from(data);
  const text = bytes.toString('utf8');
  return bytes.equals(Buffer.from(text))
    ? { rejected, origin, text }
    : { rejected, origin, base64: bytes.toString('base64') };
}

function toRecord({ rejected, origin, text = '', base64 }: Line): QuarantinedRecord {
  const bytes = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
  return { rejected, origin, data: new Uint8Array(bytes) };
}
