import type { Issue } from '@streamalert/core';
import { errorAt, type Path, warningAt } from '../issue-at.ts';
import { isList, isObject, type Ordered } from '../json-document.ts';
import { namesOf, objectOf, textOf } from '../ordered-values.ts';
import { didYouMean } from '../suggest.ts';
import { checkNormalization } from './check-normalization.ts';
import { checkLogPatterns } from './check-patterns.ts';
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
  const optional = new Set(namesOf(configuration.get('optional_top_level_keys')));
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

const parserNames = ['json', 'csv', 'kv', 'syslog'];

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
