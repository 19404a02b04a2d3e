import type { Config, Fields, LogTypeSchema } from '@streamalert/config';
import { type Issue, jsonPointer } from '@streamalert/core';
import { tableName } from '@streamalert/core/naming';
import { alertsTable } from './alerts-table.ts';
import { columnNames } from './column-names.ts';
import { ordinaryFields, takenNames } from './table-definitions.ts';

/**
 * What a user should know about the tables of their log types: a table that two log types would share (an error, as
 * history could not tell them apart), and a column that got a number because its name was taken (a warning).
 */
export function checkHistory(config: Config): Issue[] {
  return [...sharedTables(config.logTypes), ...config.logTypes.flatMap(renamedColumns)];
}

function sharedTables(logTypes: readonly LogTypeSchema[]): Issue[] {
  const owners = new Map([[alertsTable.name, 'the alerts']]);
  return logTypes.flatMap((schema): Issue[] => {
    const table = tableName(schema.name);
    const owner = owners.get(table);
    if (owner === undefined) {
      owners.set(table, schema.name);
      return [];
    }
    return [
      {
        file: schema.file,
        pointer: jsonPointer([schema.name]),
        message: `its history table would be "${table}", which is the table of ${owner}; choose another name`,
        severity: 'error',
      },
    ];
  });
}

function renamedColumns(schema: LogTypeSchema): Issue[] {
  return [
    ...renamedFields(schema, ['schema'], ordinaryFields(schema), takenNames(schema)),
    ...renamedFields(schema, ['configuration', 'envelope_keys'], schema.configuration.envelopeKeys),
  ];
}

function renamedFields(
  schema: LogTypeSchema,
  at: readonly string[],
  fields: Fields,
  taken?: readonly string[],
): Issue[] {
  const keys = fields.map(([key]) => key);
  const own = columnNames(keys, taken)
    .filter(({ renamed }) => renamed)
    .map(
      ({ key, name }): Issue => ({
        file: schema.file,
        pointer: jsonPointer([schema.name, ...at, key]),
        message: `its history column is "${name}", as the plain name is taken`,
        severity: 'warning',
      }),
    );
  const nested = fields.flatMap(([key, type]) =>
    type.kind === 'struct' ? renamedFields(schema, [...at, key], type.fields) : [],
  );
  return [...own, ...nested];
}
