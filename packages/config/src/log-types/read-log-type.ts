import { isList, isObject, type Ordered, type OrderedObject } from '../json-document.ts';
import { entriesOf, listOf, namesOf, objectOf, oneOf, textOf, textOrTexts, textsOf } from '../ordered-values.ts';
import type {
  Fields,
  FieldType,
  LogPatterns,
  LogTypeSchema,
  NormalizationCondition,
  NormalizationEntry,
  SchemaConfiguration,
} from '../types.ts';
import { type FieldPath, optionalPaths } from './field-path.ts';

/** Builds a log type from its JSON, with defaults filled in. */
export function readLogType(name: string, value: Ordered, file: string): LogTypeSchema {
  const logType = objectOf(value);
  const configuration = objectOf(logType.get('configuration'));
  const fields = logType.get('schema');
  const optionalFields = optionalPaths(configuration, fields, 'record');
  return {
    name,
    parser: textOf(logType.get('parser')) ?? '',
    fields: readFields(fields, optionalFields),
    configuration: readConfiguration(configuration, textOf(logType.get('parser')), namesAtTop(optionalFields)),
    file,
  };
}

/** @param optionalFields Those that may be absent, at any depth. */
function readFields(value: Ordered | undefined, optionalFields: readonly FieldPath[]): Fields {
  return [...objectOf(value)].map(([name, type]) => {
    const inside = optionalFields.filter((path) => path.length > 1 && path[0] === name).map((path) => path.slice(1));
    return [name, readFieldType(type, inside)] as const;
  });
}

const namesAtTop = (paths: readonly FieldPath[]): string[] =>
  paths.flatMap((path) => (path.length === 1 ? (path as [string]) : []));

function readFieldType(type: Ordered, optionalFields: readonly FieldPath[]): FieldType {
  if (isList(type)) return { kind: 'list' };
  if (isObject(type)) {
    if (type.size === 0) return { kind: 'map' };
    const names = new Set(namesAtTop(optionalFields));
    return { kind: 'struct', fields: readFields(type, optionalFields), ...(names.size > 0 && { optional: names }) };
  }
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

function readConfiguration(
  options: OrderedObject,
  parser: string | undefined,
  optionalAtTop: readonly string[],
): SchemaConfiguration {
  const optionalInEnvelope = optionalPaths(options, options.get('envelope_keys'), 'envelope');
  const text = (key: string): string | undefined => textOf(options.get(key));
  const priority = readPriority(options.get('priority'));
  return {
    jsonPath: textOrTexts(options.get('json_path')),
    ...optional('jsonRegexKey', text('json_regex_key')),
    embeddedJson: options.get('embedded_json') === true,
    envelopeKeys: readFields(options.get('envelope_keys'), optionalInEnvelope),
    optionalEnvelopeKeys: [...namesOf(options.get('optional_envelope_keys')), ...namesAtTop(optionalInEnvelope)],
    optionalTopLevelKeys: [...namesOf(options.get('optional_top_level_keys')), ...optionalAtTop],
    ...optional('additionalKeys', oneOf(additionalKeyPolicies, options.get('additional_keys'))),
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

/** Values of `additional_keys`. */
export const additionalKeyPolicies = ['reject', 'keep', 'drop'] as const;

const headers = ['none', 'optional', 'required'] as const;
const rowLengths = ['exact', 'short'] as const;
const pairCounts = ['exact', 'any'] as const;
const syslogFormats = ['classic', 'rfc3164', 'rfc5424', 'any'] as const;

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
