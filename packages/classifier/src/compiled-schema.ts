import type { AdditionalKeys, FieldType, LogTypeSchema, SchemaConfiguration } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import {
  type CsvColumn,
  createCsvParser,
  createJsonParser,
  createKvParser,
  createSyslogParser,
  type DecodeOptions,
  type RecordParser,
} from '@streamalert/parsers';
import { defaultOf, hasNestedOptional } from './convert.ts';
import { compileLogPatterns, type PatternTest } from './log-patterns.ts';
import { RawNormalizer } from './raw-normalizer.ts';

/** A log schema, ready to be tried on data. */
export interface CompiledSchema {
  readonly schema: LogTypeSchema;
  readonly name: string;
  readonly parser: RecordParser;
  /** Names of its fields. */
  readonly names: ReadonlySet<string>;
  readonly optional: ReadonlySet<string>;
  readonly optionalEnvelope: ReadonlySet<string>;
  /** Optional fields and the values they get when they are absent. */
  readonly defaults: readonly (readonly [key: string, value: Json])[];
  readonly envelopeDefaults: readonly (readonly [key: string, value: Json])[];
  /** Objects inside records, or inside the envelope, may lack fields, which then get values, too. */
  readonly hasNestedDefaults: boolean;
  /** What becomes of keys that the schema does not declare. */
  readonly additionalKeys: AdditionalKeys;
  readonly patterns: PatternTest | undefined;
  /** Whether records get a `streamalert_normalization`. */
  readonly normalizes: boolean;
  /** Top-level keys that normalization reads. An absent one has a falsy default, or none, and so is never found. */
  readonly readKeys: readonly string[];
  /** Normalizes records that are not parsed, if that is possible. */
  readonly rawNormalizer: RawNormalizer | undefined;
}

/** Options of {@link compileSchema}. */
export interface CompileOptions extends DecodeOptions {
  /** Of schemas that do not say themselves. Default `reject`. */
  readonly additionalKeys?: AdditionalKeys | undefined;
}

type ParserFactory = (schema: LogTypeSchema, options: DecodeOptions) => RecordParser;

/** The parsers by name. A parser is one file of `@streamalert/parsers` and one entry here. */
const parsers: Readonly<Record<string, ParserFactory>> = {
  json: ({ configuration }, options) =>
    createJsonParser({ ...options, ...given(configuration, ['jsonPath', 'embeddedJson', 'jsonRegexKey']) }),
  csv: ({ configuration, fields }) =>
    createCsvParser({
      columns: columnsOf(fields),
      optionalColumns: configuration.optionalTopLevelKeys,
      ...given(configuration, ['jsonPath', 'delimiter', 'quotechar', 'escapechar', 'header', 'rows']),
    }),
  kv: ({ configuration, fields }) =>
    createKvParser({
      keys: fields.map(([key]) => key),
      ...given(configuration, ['delimiter', 'separator', 'quotechar', 'escapechar', 'pairs']),
    }),
  syslog: ({ configuration, fields }) =>
    createSyslogParser({ fields: fields.map(([key]) => key), ...given(configuration, ['format']) }),
};

/** The options that the parser has under the same name, without those that are absent. */
function given<K extends keyof SchemaConfiguration>(
  configuration: SchemaConfiguration,
  options: readonly K[],
): Pick<SchemaConfiguration, K> {
  const entries = options.flatMap((option) =>
    configuration[option] === undefined ? [] : [[option, configuration[option]] as const],
  );
  return Object.fromEntries(entries) as Pick<SchemaConfiguration, K>;
}

/** A column of type `{}` has no columns of its own, and so never matches, as in 3.5. */
function columnsOf(fields: readonly (readonly [string, FieldType])[]): CsvColumn[] {
  return fields.map(([name, type]) => {
    if (type.kind === 'struct') return { name, columns: columnsOf(type.fields) };
    return type.kind === 'map' ? { name, columns: [] } : { name };
  });
}

/** Names of the parsers that exist. */
export const parserNames: readonly string[] = Object.keys(parsers);

/**
 * Compiles a schema.
 *
 * @throws JsonPathError when a path cannot be read.
 * @returns `undefined` for a schema that can never match: {@link checkClassifier} says why.
 */
export function compileSchema(schema: LogTypeSchema, options: CompileOptions): CompiledSchema | undefined {
  const { configuration } = schema;
  const create = Object.hasOwn(parsers, schema.parser) ? parsers[schema.parser] : undefined;
  const readKeys = readKeysOf(configuration.normalization);
  const defaults = defaultsOf(schema.fields, configuration.optionalTopLevelKeys);
  const envelopeDefaults = defaultsOf(configuration.envelopeKeys, configuration.optionalEnvelopeKeys);
  if (create === undefined || defaults === undefined || envelopeDefaults === undefined) return undefined;
  return {
    schema,
    name: schema.name,
    parser: create(schema, options),
    names: new Set(schema.fields.map(([key]) => key)),
    optional: new Set(configuration.optionalTopLevelKeys),
    optionalEnvelope: new Set(configuration.optionalEnvelopeKeys),
    defaults,
    envelopeDefaults,
    hasNestedDefaults: hasNestedOptional(schema.fields) || hasNestedOptional(configuration.envelopeKeys),
    additionalKeys: configuration.additionalKeys ?? options.additionalKeys ?? 'reject',
    patterns: configuration.logPatterns.length > 0 ? compileLogPatterns(configuration.logPatterns) : undefined,
    normalizes: configuration.normalization.length > 0,
    readKeys,
    rawNormalizer: RawNormalizer.of(configuration.normalization, readKeys),
  };
}

function readKeysOf(normalization: SchemaConfiguration['normalization']): readonly string[] {
  const entries = normalization.flatMap(([, found]) => found);
  const paths = entries.flatMap(({ path, condition }) => (condition === undefined ? [path] : [path, condition.path]));
  return [...new Set(paths.flatMap(([key]) => (key === undefined ? [] : [key])))];
}

/** `undefined` when an optional key is no field. */
function defaultsOf(
  fields: readonly (readonly [string, FieldType])[],
  optional: readonly string[],
): (readonly [string, Json])[] | undefined {
  const types = new Map(fields);
  const defaults: (readonly [string, Json])[] = [];
  for (const key of new Set(optional)) {
    const type = types.get(key);
    if (type === undefined) return undefined;
    defaults.push([key, defaultOf(type)]);
  }
  return defaults;
}
