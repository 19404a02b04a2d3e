import type { Config, LogPatterns, LogTypeSchema } from '@streamalert/config';
import { type Issue, jsonPointer, PipelineError } from '@streamalert/core';
import { compileJsonPath } from '@streamalert/parsers';
import { parserNames } from './compiled-schema.ts';
import { envelopeKey } from './log-patterns.ts';

/** What is wrong with the log types that loading the configuration cannot know: parsers, paths and patterns. */
export function checkClassifier(config: Pick<Config, 'logTypes'>): Issue[] {
  return config.logTypes.flatMap((schema) => [...checkParser(schema), ...checkPaths(schema), ...checkPatterns(schema)]);
}

function issueAt(
  schema: LogTypeSchema,
  path: readonly (string | number)[],
  message: string,
  severity: Issue['severity'],
): Issue {
  return { file: schema.file, pointer: jsonPointer([schema.name, ...path]), message, severity };
}

function checkParser(schema: LogTypeSchema): Issue[] {
  if (parserNames.includes(schema.parser)) return [];
  const message = `parser "${schema.parser}" is not available, so nothing is classified as ${schema.name}; there is ${parserNames.join(', ')}`;
  return [issueAt(schema, ['parser'], message, 'warning')];
}

function checkPaths(schema: LogTypeSchema): Issue[] {
  const { jsonPath } = schema.configuration;
  return jsonPath.flatMap((expression, index) => {
    try {
      compileJsonPath(expression);
      return [];
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      const place = jsonPath.length > 1 ? [index] : [];
      return [issueAt(schema, ['configuration', 'json_path', ...place], error.message, 'error')];
    }
  });
}

/** A pattern on a field that the schema does not have never matches; `pan` of 3.5 has one, so it is only a warning. */
function checkPatterns(schema: LogTypeSchema): Issue[] {
  const fields = new Map(schema.fields);
  return schema.configuration.logPatterns.flatMap(([field, test]) => {
    const at = ['configuration', 'log_patterns', field];
    if (field === envelopeKey) return checkEnvelopePatterns(schema, test as LogPatterns, at);
    const type = fields.get(field);
    if (type === undefined)
      return [issueAt(schema, at, `"${field}" is no field of ${schema.name}, so it never matches`, 'warning')];
    if (type.kind === 'string' || type.kind === 'map' || type.kind === 'struct') return [];
    return [
      issueAt(schema, at, `"${field}" is of type ${type.kind}, and globs match text, so it never matches`, 'warning'),
    ];
  });
}

function checkEnvelopePatterns(schema: LogTypeSchema, patterns: LogPatterns, at: readonly string[]): Issue[] {
  const known = new Set(schema.configuration.envelopeKeys.map(([key]) => key));
  return patterns
    .filter(([key]) => !known.has(key))
    .map(([key]) => issueAt(schema, [...at, key], `"${key}" is none of envelope_keys, so it never matches`, 'warning'));
}
