import type { Config } from '@streamalert/config';
import { historyOutput, type Issue, jsonPointer, type OutputName } from '@streamalert/core';
import { similarName } from './similar-name.ts';
import type { LoadedRule, LoadedRules } from './types.ts';

/** The part of the configuration that rules refer to. */
export type RuleContext = Pick<Config, 'logTypes' | 'outputs'>;

/**
 * Holds rules against the configuration: log types, normalized types and outputs that it does not know. A rule none
 * of whose log types exists is an error; one that has others too is a warning, as a deployment need not have all.
 *
 * A pack is written for everybody: of its rules log types and normalized types that are not there are no issue, and an
 * output is a note.
 */
export function checkRules(config: RuleContext, loaded: LoadedRules): readonly Issue[] {
  const logTypes = new Set(config.logTypes.map(({ name }) => name));
  const datatypes = new Set(
    config.logTypes.flatMap(({ configuration }) => configuration.normalization.map(([type]) => type)),
  );
  return loaded.rules.flatMap((rule) => [
    ...(rule.packed === true ? [] : [...checkLogs(rule, logTypes), ...checkDatatypes(rule, datatypes)]),
    ...checkOutputs(rule, config.outputs),
  ]);
}

function checkLogs(loaded: LoadedRule, known: ReadonlySet<string>): Issue[] {
  const { logs = [] } = loaded.rule;
  const severity = logs.some((log) => known.has(log)) ? 'warning' : 'error';
  return logs.flatMap((log, at) =>
    known.has(log)
      ? []
      : [issueOf(loaded, ['logs', at], `log type "${log}" has no schema`, severity, similarName(log, known))],
  );
}

function checkDatatypes(loaded: LoadedRule, known: ReadonlySet<string>): Issue[] {
  return (loaded.rule.datatypes ?? []).flatMap((type, at) =>
    known.has(type)
      ? []
      : [issueOf(loaded, ['datatypes', at], `no schema normalizes "${type}"`, 'warning', similarName(type, known))],
  );
}

function checkOutputs(loaded: LoadedRule, known: ReadonlyMap<OutputName, unknown>): Issue[] {
  return (loaded.rule.outputs ?? []).flatMap((output, at) =>
    output === historyOutput || known.has(output)
      ? []
      : [
          issueOf(
            loaded,
            ['outputs', at],
            `output "${output}" is not configured`,
            loaded.packed === true ? 'note' : 'error',
            similarName(output, known.keys()),
          ),
        ],
  );
}

function issueOf(
  { rule, file, exportName }: LoadedRule,
  pointer: readonly (string | number)[],
  problem: string,
  severity: Issue['severity'],
  similar: string | undefined,
): Issue {
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`;
  return {
    file,
    pointer: jsonPointer([exportName, ...pointer]),
    message: `rule "${rule.id}": ${problem}${hint}`,
    severity,
  };
}
