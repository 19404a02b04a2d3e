import { artifactLines, type ClassifiedBody } from '@streamalert/classifier';
import type { StreamBatch } from '@streamalert/core';
import { tableName } from '@streamalert/core/naming';
import { decodeBody, encodeFirehoseRecord } from '@streamalert/core/wire';
import type { Parts } from './compose.ts';

/** The records of bodies whose log types history keeps, and their artifacts, one line each. */
export function historyBatches(
  bodies: readonly ClassifiedBody[],
  { keptTables, artifactTable }: Pick<Parts, 'keptTables' | 'artifactTable'>,
): readonly StreamBatch[] {
  return bodies.flatMap(({ id, logType, text }) => {
    const table = tableName(logType);
    const isKept = keptTables.has(table);
    if (!isKept && artifactTable === undefined) return [];
    const records = decodeBody(Buffer.from(text).toString());
    return [
      ...(isKept
        ? [
            batchOf(
              table,
              id,
              records.map(({ record }) => encodeFirehoseRecord(record)),
            ),
          ]
        : []),
      ...(artifactTable === undefined ? [] : artifactBatch(artifactTable, id, records.flatMap(artifactLines))),
    ];
  });
}

function artifactBatch(table: string, id: string, lines: readonly string[]): StreamBatch[] {
  return lines.length === 0 ? [] : [batchOf(table, id, lines)];
}

const batchOf = (table: string, id: string, lines: readonly string[]): StreamBatch => ({
  table,
  id,
  records: lines.length,
  lines: Buffer.from(lines.join('')),
});
