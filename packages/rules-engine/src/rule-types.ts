import { isAbsolute, relative, sep } from 'node:path';
import type { Config, Fields, FieldType, LogTypeSchema } from '@streamalert/config';

/** The part of the configuration that types are made from. */
export type RuleTypesSource = Pick<Config, 'dir' | 'logTypes' | 'outputs' | 'lookupTables'>;

const header = `// Written by \`streamalert generate types\` from the configuration; do not change it by hand.
import type { Integer, Json, JsonObject } from '@streamalert/rules-sdk';
`;

/**
 * Declarations for a rule repo: the record of every log type, and the names of outputs, normalized types and
 * lookup tables. With them, a rule that names something that does not exist fails to compile.
 *
 * The same configuration gives the same text. Any field may be `null`, as the classifier keeps empty values as they
 * are; optional keys, and what is inside an optional object, may be absent.
 */
export function generateRuleTypes(config: RuleTypesSource): string {
  const logTypes = [...config.logTypes].sort((a, b) => (a.name < b.name ? -1 : 1));
  const normalized = config.logTypes.flatMap(({ configuration }) => configuration.normalization.map(([type]) => type));
  return [
    header,
    "declare module '@streamalert/rules-sdk' {",
    ...block(
      'interface LogTypes',
      logTypes.map((schema) => member(schema, config.dir)),
    ),
    ...block('interface ConfiguredOutputs', names(config.outputs.keys())),
    ...block('interface NormalizedTypes', names(normalized)),
    ...block('interface ConfiguredLookupTables', names(config.lookupTables?.tables.keys() ?? [])),
    '}',
    '',
  ].join('\n');
}

function block(head: string, members: readonly string[]): string[] {
  return members.length === 0 ? [] : [`  ${head} {`, ...members, '  }'];
}

function names(found: Iterable<string>): string[] {
  return [...new Set(found)].sort().map((name) => `    ${quoted(name)}: unknown;`);
}

function member(schema: LogTypeSchema, dir: string): string {
  const file = relative(dir, schema.file);
  // Of a package of schemas the place on this machine says nothing, and differs on the next.
  const place = file.startsWith('..') || isAbsolute(file) ? '' : `    /** ${file.split(sep).join('/')} */\n`;
  return `${place}    ${quoted(schema.name)}: ${recordType(schema)};`;
}

/** An empty schema takes any object. */
function recordType({ fields, configuration }: LogTypeSchema): string {
  const { envelopeKeys, optionalEnvelopeKeys, optionalTopLevelKeys, additionalKeys } = configuration;
  if (fields.length === 0) return 'JsonObject';
  const open = additionalKeys === 'keep';
  const envelope = { optional: new Set(optionalEnvelopeKeys), open, depth: 3 };
  const added = [
    ...(envelopeKeys.length > 0
      ? [`${propertyOf('streamalert:envelope_keys', true)}: ${objectType(envelopeKeys, envelope)};`]
      : []),
    ...(configuration.normalization.length > 0
      ? ['streamalert_normalization', 'streamalert:ioc'].map((name) => `${propertyOf(name, true)}: JsonObject;`)
      : []),
  ];
  return objectType(fields, { optional: new Set(optionalTopLevelKeys), open, depth: 2 }, added);
}

/** How an object is written. */
interface ObjectStyle {
  readonly optional: ReadonlySet<string> | 'all';
  /** Keys that the schema does not declare are kept as they come: there may be any. */
  readonly open: boolean;
  /** Of the line that the type begins on. */
  readonly depth: number;
}

function objectType(fields: Fields, { optional, open, depth }: ObjectStyle, added: readonly string[] = []): string {
  if (fields.length === 0 && added.length === 0) return 'JsonObject';
  const inner = '  '.repeat(depth + 1);
  const lines = fields.map(([name, type]) => {
    const isOptional = optional === 'all' || optional.has(name);
    return `${propertyOf(name, isOptional)}: ${fieldType(type, isOptional, { open, depth: depth + 1 })};`;
  });
  const text = `{\n${[...lines, ...added].map((line) => `${inner}${line}\n`).join('')}${'  '.repeat(depth)}}`;
  return open ? `${text} & JsonObject` : text;
}

function fieldType(type: FieldType, isOptional: boolean, style: Omit<ObjectStyle, 'optional'>): string {
  switch (type.kind) {
    case 'string':
    case 'boolean':
      return `${type.kind} | null`;
    case 'integer':
      return 'Integer | null';
    case 'float':
      return 'number | null';
    case 'map':
      return 'JsonObject | null';
    case 'list':
      return 'readonly Json[] | null';
    case 'struct': {
      // An optional object that a record lacks becomes an empty one.
      const object = objectType(type.fields, { ...style, optional: isOptional ? 'all' : (type.optional ?? new Set()) });
      return style.open ? `(${object}) | null` : `${object} | null`;
    }
    case 'unknown':
      return 'Json';
  }
}

function propertyOf(name: string, isOptional: boolean): string {
  return `readonly ${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}${isOptional ? '?' : ''}`;
}

const quoted = (name: string): string =>
  `'${JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
