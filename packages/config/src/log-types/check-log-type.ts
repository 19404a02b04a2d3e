import type { Issue } from '@streamalert/core';
import { errorAt, type Path, warningAt } from '../issue-at.ts';
import { isList, isObject, type Ordered, type OrderedObject } from '../json-document.ts';
import { schemas } from '../json-schemas.ts';
import { namesOf, objectOf, textOf, textsOf } from '../ordered-values.ts';
import { didYouMean } from '../suggest.ts';
import { checkNormalization } from './check-normalization.ts';
import { checkLogPatterns } from './check-patterns.ts';
import { belowEnvelope, dottedPaths, fieldsAt } from './field-path.ts';
import type { Subject } from './subject.ts';

/** What JSON Schema cannot say about one log type: names that must agree, and options without effect. */
export function checkLogType(name: string, value: Ordered, file: string): Issue[] {
  const logType = objectOf(value);
  const configuration = objectOf(logType.get('configuration'));
  const subject: Subject = {
    file,
    path: [name, 'configuration'],
    parser: textOf(logType.get('parser')) ?? '',
    fields: objectOf(logType.get('schema')),
    envelope: objectOf(configuration.get('envelope_keys')),
    configuration,
  };
  return [
    ...checkFields(subject, [name, 'schema']),
    ...checkOptionalKeys(subject, 'optional_top_level_keys', subject.fields, 'schema'),
    ...checkOptionalKeys(subject, 'optional_envelope_keys', subject.envelope, 'envelope_keys'),
    ...checkOptionalPaths(subject),
    ...checkAdditionalKeys(subject),
    ...checkOptionsOfParser(subject),
    ...checkEnvelope(subject),
    ...checkLogPatterns(subject),
    ...checkNormalization(subject),
  ];
}

const syslogFields = ['timestamp', 'host', 'application', 'message'];

function checkFields({ file, parser, fields, configuration }: Subject, path: Path): Issue[] {
  if (parser === 'csv') {
    if (fields.size === 0) {
      return [warningAt(file, path, 'is empty, so no csv row ever matches; name the columns in order')];
    }
    return [...fields]
      .filter(([, type]) => isObject(type) && type.size === 0)
      .map(([field]) =>
        warningAt(file, [...path, field], 'never matches: a csv column is a scalar, or an object of named columns'),
      );
  }
  if (parser !== 'syslog') return [];
  const optional = new Set([
    ...namesOf(configuration.get('optional_top_level_keys')),
    ...textsOf(configuration.get('optional_keys')),
  ]);
  const missing = syslogFields.filter((field) => !fields.has(field));
  const extra = [...fields.keys()].filter((field) => !syslogFields.includes(field) && !optional.has(field));
  return [
    ...missing.map((field) => errorAt(file, path, `needs ${quote(field)}; syslog gives ${syslogFields.join(', ')}`)),
    ...extra.map((field) =>
      errorAt(
        file,
        [...path, field],
        `syslog gives only ${syslogFields.join(', ')}; others must be optional_top_level_keys`,
      ),
    ),
  ];
}

function checkOptionalKeys(
  subject: Subject,
  option: string,
  declared: ReadonlyMap<string, Ordered>,
  where: string,
): Issue[] {
  const names = subject.configuration.get(option);
  return namesOf(names).flatMap((name, index) =>
    declared.has(name)
      ? []
      : errorAt(
          subject.file,
          [...subject.path, option, isList(names) ? index : name],
          `${quote(name)} is not in ${where}, so nothing would ever match${didYouMean(name, declared.keys())}`,
        ),
  );
}

/** Paths of `optional_keys`, each of which has to lead to one field. */
function checkOptionalPaths({ file, path, parser, fields, envelope, configuration }: Subject): Issue[] {
  return textsOf(configuration.get('optional_keys')).flatMap((optional, index) => {
    const below = belowEnvelope(optional);
    const declared = below === undefined ? fields : envelope;
    const found = fieldsAt(below ?? optional, declared);
    const place = [...path, 'optional_keys', index];
    if (found.length === 1) {
      const isNested = (found[0] as readonly string[]).length > 1;
      if (parser !== 'csv' || !isNested || below !== undefined) return [];
      return warningAt(file, place, 'has no effect with parser csv: a nested row has all of its columns');
    }
    const where = below === undefined ? 'schema' : 'envelope_keys';
    if (found.length > 1) {
      return errorAt(file, place, `${quote(optional)} may be ${found.length} fields of ${where}, as names hold dots`);
    }
    const known = dottedPaths(declared);
    const meant = didYouMean(below ?? optional, known);
    return errorAt(
      file,
      place,
      `${quote(below ?? optional)} is no field of ${where}, so nothing would be optional${meant}`,
    );
  });
}

/** Rows without names and fields of a fixed set have no additional keys. */
function checkAdditionalKeys({ file, path, parser, fields, configuration }: Subject): Issue[] {
  const policy = configuration.get('additional_keys');
  if (policy !== 'keep' && policy !== 'drop') return [];
  const why =
    fields.size === 0 ? 'has no effect without fields: any key may be there' : withoutNames(parser, configuration);
  return why === undefined ? [] : [warningAt(file, [...path, 'additional_keys'], why)];
}

function withoutNames(parser: string, configuration: OrderedObject): string | undefined {
  const header = configuration.get('header');
  if (parser === 'csv' && header !== 'optional' && header !== 'required') {
    return 'has no effect with parser csv without header: columns of rows have no names';
  }
  if (parser === 'kv' && configuration.get('pairs') !== 'any') {
    return 'needs "pairs": "any" with parser kv, as otherwise a record has as many pairs as schema has keys';
  }
  return parser === 'syslog' ? 'has no effect with parser syslog, which gives no other fields' : undefined;
}

const parserNames: readonly string[] = schemas['log-types'].$defs.logType.properties.parser.enum;

/** Options that only some parsers read. */
const parsersOf: Readonly<Record<string, readonly string[]>> = {
  json_path: ['json', 'csv'],
  json_regex_key: ['json'],
  embedded_json: ['json'],
  delimiter: ['csv', 'kv'],
  quotechar: ['csv', 'kv'],
  escapechar: ['csv', 'kv'],
  separator: ['kv'],
  header: ['csv'],
  rows: ['csv'],
  pairs: ['kv'],
  format: ['syslog'],
};

function checkOptionsOfParser({ file, path, parser, configuration }: Subject): Issue[] {
  const issues: Issue[] = [];
  for (const option of configuration.keys()) {
    const parsers = Object.hasOwn(parsersOf, option) ? parsersOf[option] : undefined;
    if (parsers === undefined || !parserNames.includes(parser) || parsers.includes(parser)) continue;
    issues.push(
      warningAt(file, [...path, option], `has no effect with parser ${parser}; it is for ${parsers.join(' and ')}`),
    );
  }
  if (configuration.get('embedded_json') === true && !configuration.has('json_path')) {
    issues.push(warningAt(file, [...path, 'embedded_json'], 'has no effect without json_path'));
  }
  if (parser === 'kv' && configuration.has('escapechar') && !configuration.has('quotechar')) {
    issues.push(warningAt(file, [...path, 'escapechar'], 'has no effect with parser kv without quotechar'));
  }
  if (configuration.has('json_regex_key') && configuration.has('json_path')) {
    issues.push(warningAt(file, [...path, 'json_regex_key'], 'has no effect beside json_path; remove one of them'));
  }
  return issues;
}

function checkEnvelope({ file, path, parser, envelope, configuration }: Subject): Issue[] {
  const isText = parser === 'kv' || parser === 'syslog' || (parser === 'csv' && !configuration.has('json_path'));
  if (envelope.size === 0 || !isText) return [];
  return [
    warningAt(file, [...path, 'envelope_keys'], `are found in JSON objects only, so ${parser} data never matches`),
  ];
}

const quote = (text: string): string => JSON.stringify(text);
