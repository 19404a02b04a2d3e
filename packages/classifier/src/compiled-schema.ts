import type { FieldType, LogTypeSchema, SchemaConfiguration } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import { createJsonParser, type DecodeOptions, type RecordParser } from '@streamalert/parsers';
import { defaultOf } from './convert.ts';
import { compileLogPatterns, type PatternTest } from './log-patterns.ts';
import { RawNormalizer } from './raw-normalizer.ts';

/** A log schema, ready to be tried on data. */
export interface CompiledSchema {
  readonly schema: LogTypeSchema;
  readonly name: string;
  readonly parser: RecordParser;
  readonly optional: ReadonlySet<string>;
  readonly optionalEnvelope: ReadonlySet<string>;
  /** Optional fields and the values they get when they are absent. */
  readonly defaults: readonly (readonly [key: string, value: Json])[];
  readonly envelopeDefaults: readonly (readonly [key: string, value: Json])[];
  readonly patterns: PatternTest | undefined;
  /** Whether records get a `streamalert_normalization`. */
  readonly normalizes: boolean;
  /** Normalizes records that are not parsed, if that is possible. */
  readonly rawNormalizer: RawNormalizer | undefined;
}

/** The parsers by name. A parser is one file of `@streamalert/parsers` and one line here. */
const parsers: Readonly<Record<string, (configuration: SchemaConfiguration, options: DecodeOptions) => RecordParser>> =
  {
    json: (configuration, options) =>
      createJsonParser({
        ...options,
        jsonPath: configuration.jsonPath,
        embeddedJson: configuration.embeddedJson,
        ...(configuration.jsonRegexKey !== undefined && { jsonRegexKey: configuration.jsonRegexKey }),
      }),
  };

/** Names of the parsers that exist. */
export const parserNames: readonly string[] = Object.keys(parsers);

/**
 * Compiles a schema.
 *
 * @throws JsonPathError when a path cannot be read.
 * @returns `undefined` for a schema that can never match: {@link checkClassifier} says why.
 */
export function compileSchema(schema: LogTypeSchema, options: DecodeOptions): CompiledSchema | undefined {
  const { configuration } = schema;
  const create = Object.hasOwn(parsers, schema.parser) ? parsers[schema.parser] : undefined;
  const defaults = defaultsOf(schema.fields, configuration.optionalTopLevelKeys);
  const envelopeDefaults = defaultsOf(configuration.envelopeKeys, configuration.optionalEnvelopeKeys);
  if (create === undefined || defaults === undefined || envelopeDefaults === undefined) return undefined;
  return {
    schema,
    name: schema.name,
    parser: create(configuration, options),
    optional: new Set(configuration.optionalTopLevelKeys),
    optionalEnvelope: new Set(configuration.optionalEnvelopeKeys),
    defaults,
    envelopeDefaults,
    patterns: configuration.logPatterns.length > 0 ? compileLogPatterns(configuration.logPatterns) : undefined,
    normalizes: configuration.normalization.length > 0,
    rawNormalizer: RawNormalizer.of(configuration.normalization),
  };
}

/** `undefined` when an optional key is no field, or of a type that has no default. */
function defaultsOf(
  fields: readonly (readonly [string, FieldType])[],
  optional: readonly string[],
): (readonly [string, Json])[] | undefined {
  const types = new Map(fields);
  const defaults: (readonly [string, Json])[] = [];
  for (const key of new Set(optional)) {
    const type = types.get(key);
    if (type === undefined) return undefined;
    const value = defaultOf(type);
    if (value === undefined) return undefined;
    defaults.push([key, value]);
  }
  return defaults;
}
