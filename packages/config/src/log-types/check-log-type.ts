import type { Issue } from '@streamalert/core';
import { errorAt, type Path, warningAt } from '../issue-at.ts';
import { isList, isObject, type Ordered } from '../json-document.ts';
import { entriesOf, listOf, namesOf, objectOf, textOf, textOrTexts, textsOf } from '../ordered-values.ts';
import { didYouMean } from '../suggest.ts';
import { conditionOperators, envelopeKey } from './read-log-type.ts';

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
    ...checkPatterns(subject, objectOf(configuration.get('log_patterns')), [], subject.fields),
    ...checkNormalization(subject),
  ];
}

interface Subject {
  readonly file: string;
  /** Path of `configuration`. */
  readonly path: Path;
  readonly parser: string;
  readonly fields: ReadonlyMap<string, Ordered>;
  readonly envelope: ReadonlyMap<string, Ordered>;
  readonly configuration: ReadonlyMap<string, Ordered>;
}

const syslogFields = ['timestamp', 'host', 'application', 'message'];

function checkFields({ file, parser, fields, configuration }: Subject, path: Path): Issue[] {
  if (parser === 'csv') {
    if (fields.size === 0)
      return [warningAt(file, path, 'is empty, so no csv row ever matches; name the columns in order')];
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
  quotechar: ['csv'],
  escapechar: ['csv'],
  separator: ['kv'],
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

function checkPatterns(
  subject: Subject,
  patterns: ReadonlyMap<string, Ordered>,
  inside: readonly string[],
  declared: ReadonlyMap<string, Ordered>,
): Issue[] {
  return [...patterns].flatMap(([field, test]) => {
    const path = [...subject.path, 'log_patterns', ...inside, field];
    if (inside.length === 0 && field === envelopeKey) return checkEnvelopePatterns(subject, test, path);
    const type = declared.get(field);
    // A schema without fields takes any record, so that any field may be there.
    if (type === undefined && declared.size === 0) return [];
    if (type === undefined) {
      return warningAt(
        subject.file,
        path,
        `the schema has no such field, so nothing ever matches${didYouMean(field, declared.keys())}`,
      );
    }
    if (isObject(test)) {
      if (isObject(type) && type.size === 0) return [];
      return checkPatterns(subject, test, [...inside, field], objectOf(type));
    }
    return checkGlobs(subject.file, path, test, type);
  });
}

function checkEnvelopePatterns(subject: Subject, test: Ordered, path: Path): Issue[] {
  if (subject.envelope.size === 0)
    return [warningAt(subject.file, path, 'there are no envelope_keys, so nothing ever matches')];
  return checkPatterns(subject, objectOf(test), [envelopeKey], subject.envelope);
}

function checkGlobs(file: string, path: Path, test: Ordered, type: Ordered): Issue[] {
  if (isList(test) && test.length === 0)
    return [warningAt(file, path, 'is empty, so nothing ever matches; give at least one glob')];
  if (type === 'integer' || type === 'float' || type === 'boolean') {
    return [warningAt(file, path, `globs match texts only, and the field is ${type}, so nothing ever matches`)];
  }
  return [];
}

function checkNormalization(subject: Subject): Issue[] {
  const { file, fields, configuration } = subject;
  const path = [...subject.path, 'normalization'];
  return entriesOf(configuration.get('normalization')).flatMap(([type, parameters]) => {
    const list = listOf(parameters);
    if (isList(parameters) && list.length === 0)
      return warningAt(file, [...path, type], 'is empty, so no value is ever found; give a path');
    const entries = list.some(isObject) ? list : [];
    if (entries.length === 0) return checkStart(subject, textsOf(parameters)[0], [...path, type, 0], fields);
    return entries.flatMap((entry, index) => checkEntry(subject, objectOf(entry), [...path, type, index]));
  });
}

function checkEntry(subject: Subject, entry: ReadonlyMap<string, Ordered>, path: Path): Issue[] {
  const start = checkStart(subject, textsOf(entry.get('path'))[0], [...path, 'path', 0], subject.fields);
  const condition = objectOf(entry.get('condition'));
  if (condition.size === 0) return start;
  return [
    ...start,
    ...checkStart(subject, textsOf(condition.get('path'))[0], [...path, 'condition', 'path', 0], subject.fields),
    ...checkCondition(subject.file, condition, [...path, 'condition']),
  ];
}

function checkStart(
  { file, envelope }: Subject,
  step: string | undefined,
  path: Path,
  fields: ReadonlyMap<string, Ordered>,
): Issue[] {
  if (step === undefined || fields.has(step) || (step === envelopeKey && envelope.size > 0)) return [];
  return [
    warningAt(
      file,
      path,
      `the schema has no field ${quote(step)}, so no value is ever found${didYouMean(step, fields.keys())}`,
    ),
  ];
}

function checkCondition(file: string, condition: ReadonlyMap<string, Ordered>, path: Path): Issue[] {
  const given = conditionOperators.filter((operator) => condition.has(operator));
  const first = given[0];
  if (first === undefined || !condition.has('path')) {
    const needs = first === undefined ? `one of ${conditionOperators.join(', ')}` : 'a path';
    return [warningAt(file, path, `needs ${needs}; without it the entry never applies`)];
  }
  return [
    ...given
      .slice(1)
      .map((operator) =>
        warningAt(file, [...path, operator], `has no effect beside ${quote(first)}, which comes first`),
      ),
    ...textOrTexts(condition.get(first))
      .filter((operand) => operand !== operand.toLowerCase())
      .map((operand) =>
        warningAt(file, [...path, first], `values are compared in lower case; write ${quote(operand.toLowerCase())}`),
      ),
  ];
}

const quote = (text: string): string => JSON.stringify(text);
