import { isList, isObject, type Ordered } from '../json-document.ts';
import { entriesOf, listOf, namesOf, objectOf, textOf, textOrTexts, textsOf } from '../ordered-values.ts';
import type {
  Fields,
  FieldType,
  LogPatterns,
  LogTypeSchema,
  NormalizationCondition,
  NormalizationEntry,
  SchemaConfiguration,
} from '../types.ts';

/** Builds a log type from its JSON, with defaults filled in. */
export function readLogType(name: string, value: Ordered, file: string): LogTypeSchema {
  const logType = objectOf(value);
  return {
    name,
    parser: textOf(logType.get('parser')) ?? '',
    fields: readFields(logType.get('schema')),
    configuration: readConfiguration(logType.get('configuration'), textOf(logType.get('parser'))),
    file,
  };
}

/** The key under which patterns of the envelope stand, and the envelope itself in a record. */
export const envelopeKey = 'streamalert:envelope_keys';

function readFields(value: Ordered | undefined): Fields {
  return [...objectOf(value)].map(([name, type]) => [name, readFieldType(type)] as const);
}

function readFieldType(type: Ordered): FieldType {
  if (isList(type)) return { kind: 'list' };
  if (isObject(type)) return type.size === 0 ? { kind: 'map' } : { kind: 'struct', fields: readFields(type) };
  switch (type) {
    case 'string':
    case 'integer':
    case 'float':
    case 'boolean':
      return { kind: type };
    default:
      return { kind: 'unknown', name: String(type) };
  }
}

function readConfiguration(value: Ordered | undefined, parser: string | undefined): SchemaConfiguration {
  const options = objectOf(value);
  const text = (key: string): string | undefined => textOf(options.get(key));
  const priority = readPriority(options.get('priority'));
  return {
    jsonPath: textOrTexts(options.get('json_path')),
    ...optional('jsonRegexKey', text('json_regex_key')),
    embeddedJson: options.get('embedded_json') === true,
    envelopeKeys: readFields(options.get('envelope_keys')),
    optionalEnvelopeKeys: namesOf(options.get('optional_envelope_keys')),
    optionalTopLevelKeys: namesOf(options.get('optional_top_level_keys')),
    logPatterns: readPatterns(options.get('log_patterns')),
    ...optional('priority', priority),
    ...parserDefaults(parser),
    ...optional('delimiter', text('delimiter')),
    ...optional('quotechar', text('quotechar')),
    ...optional('escapechar', text('escapechar')),
    ...optional('separator', text('separator')),
    ...optional('header', oneOf(headers, options.get('header'))),
    ...optional('rows', oneOf(rowLengths, options.get('rows'))),
    ...optional('pairs', oneOf(pairCounts, options.get('pairs'))),
    ...optional('format', oneOf(syslogFormats, options.get('format'))),
    normalization: entriesOf(options.get('normalization')).map(
      ([type, entries]) => [type, readEntries(entries)] as const,
    ),
  };
}

const headers = ['none', 'optional', 'required'] as const;
const rowLengths = ['exact', 'short'] as const;
const pairCounts = ['exact', 'any'] as const;
const syslogFormats = ['classic', 'rfc3164', 'rfc5424', 'any'] as const;

function oneOf<T extends string>(accepted: readonly T[], value: Ordered | undefined): T | undefined {
  return accepted.find((name) => name === value);
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}

function parserDefaults(parser: string | undefined): Partial<SchemaConfiguration> {
  if (parser === 'csv') return { delimiter: ',', quotechar: '"' };
  return parser === 'kv' ? { delimiter: ' ', separator: '=' } : {};
}

/** Integers as text are read too, as in 3.5. */
function readPriority(value: Ordered | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

function readPatterns(value: Ordered | undefined): LogPatterns {
  return [...objectOf(value)].map(
    ([field, test]) => [field, isObject(test) ? readPatterns(test) : textOrTexts(test)] as const,
  );
}

/** Either one path, or a list of entries; an empty list never matches. */
function readEntries(value: Ordered): NormalizationEntry[] {
  const parameters = listOf(value);
  if (parameters.length === 0) return [];
  if (parameters.some(isObject)) return parameters.map(readEntry);
  return [{ path: textsOf(value), function: null, sendToArtifacts: true }];
}

function readEntry(value: Ordered): NormalizationEntry {
  const entry = objectOf(value);
  const test = objectOf(entry.get('condition'));
  const condition = readCondition(test);
  return {
    path: textsOf(entry.get('path')),
    // An empty function counts as none.
    function: textOf(entry.get('function')) || null,
    ...(condition !== undefined && { condition }),
    ...(condition === undefined && test.size > 0 && { never: true }),
    sendToArtifacts: entry.get('send_to_artifacts') !== false,
  };
}

/** In this order, and only the first that has an operand counts, as in 3.5. */
export const conditionOperators = ['is', 'is_not', 'in', 'not_in', 'contains', 'not_contains'] as const;

function readCondition(condition: ReadonlyMap<string, Ordered>): NormalizationCondition | undefined {
  const operator = conditionOperators.find((name) => hasOperand(condition.get(name)));
  const path = textsOf(condition.get('path'));
  if (operator === undefined || path.length === 0) return undefined;
  const operand = condition.get(operator) as Ordered;
  return { path, operator, operand: textOf(operand) ?? textsOf(operand) };
}

function hasOperand(value: Ordered | undefined): boolean {
  return isList(value) ? value.length > 0 : Boolean(textOf(value));
}
