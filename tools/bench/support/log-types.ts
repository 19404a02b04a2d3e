import { fileURLToPath } from 'node:url';
import { type FieldType, type LogTypeSchema, loadConfig, type SchemaConfiguration } from '@streamalert/config';

const conf = fileURLToPath(new URL('../../../conf', import.meta.url));

/** All log types that are shipped, in the order in which they are tried. */
export async function shippedLogTypes(): Promise<readonly LogTypeSchema[]> {
  const { config } = await loadConfig(conf);
  if (config === undefined) throw new Error(`${conf} has errors`);
  return config.logTypes;
}

/** The log types of a source. */
export function ofSource(logTypes: readonly LogTypeSchema[], source: string): readonly LogTypeSchema[] {
  return logTypes.filter(({ name }) => name.startsWith(`${source}:`));
}

/** Log types that do not normalize. */
export function withoutNormalization(logTypes: readonly LogTypeSchema[]): readonly LogTypeSchema[] {
  return logTypes.map((schema) => ({ ...schema, configuration: { ...schema.configuration, normalization: [] } }));
}

const noOptions: SchemaConfiguration = {
  jsonPath: [],
  embeddedJson: false,
  envelopeKeys: [],
  optionalEnvelopeKeys: [],
  optionalTopLevelKeys: [],
  logPatterns: [],
  normalization: [],
};

/** A log type; fields as `name:kind name`, of which those without a kind are strings. */
export function logType(
  name: string,
  parser: string,
  fields: string,
  options: Partial<SchemaConfiguration> = {},
): LogTypeSchema {
  const typed = fields.split(' ').map((field) => {
    const [key = '', kind = 'string'] = field.split(':');
    return [key, { kind } as FieldType] as const;
  });
  return { name, parser, fields: typed, configuration: { ...noOptions, ...options }, file: 'bench.json' };
}

/** Log types that share some keys with CloudTrail, and match none of it. Every other one looks under `Records`. */
export function fillers(count: number): readonly LogTypeSchema[] {
  return Array.from({ length: count }, (_, index) =>
    logType(`filler:${index}`, 'json', `eventName eventTime own${index} more${index % 7}:integer`, {
      jsonPath: index % 2 === 0 ? ['Records[*]'] : [],
    }),
  );
}

/** Variants of a log type: each has one more key, `own0` and so on. */
export function siblings(of: LogTypeSchema, count: number): readonly LogTypeSchema[] {
  return Array.from({ length: count }, (_, index) => ({
    ...of,
    name: `sibling:${index}`,
    fields: [...of.fields, [`own${index}`, { kind: 'string' }]],
  }));
}
