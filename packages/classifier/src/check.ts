import type { Config, LogTypeSchema } from '@streamalert/config';
import { type Issue, jsonPointer, PipelineError } from '@streamalert/core';
import { compileJsonPath } from '@streamalert/parsers';
import { parserNames } from './compiled-schema.ts';

/** What is wrong with the log types that loading the configuration cannot know: paths that cannot be read, and parsers. */
export function checkClassifier(config: Pick<Config, 'logTypes'>): Issue[] {
  return config.logTypes.flatMap((schema) => [...checkParser(schema), ...checkPaths(schema)]);
}

function checkParser(schema: LogTypeSchema): Issue[] {
  if (parserNames.includes(schema.parser)) return [];
  const message = `parser "${schema.parser}" is not available, so nothing becomes ${schema.name}; available: ${parserNames.join(', ')}`;
  return [{ file: schema.file, pointer: jsonPointer([schema.name, 'parser']), message, severity: 'note' }];
}

function checkPaths(schema: LogTypeSchema): Issue[] {
  const { jsonPath } = schema.configuration;
  return jsonPath.flatMap((expression, index): Issue[] => {
    try {
      compileJsonPath(expression);
      return [];
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      const place = jsonPath.length > 1 ? [index] : [];
      const pointer = jsonPointer([schema.name, 'configuration', 'json_path', ...place]);
      return [{ file: schema.file, pointer, message: error.message, severity: 'error' }];
    }
  });
}
