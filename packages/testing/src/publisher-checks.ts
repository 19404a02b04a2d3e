import { isDeepStrictEqual } from 'node:util';
import type { Alert, OutputName } from '@streamalert/core';
import { composePublication } from '@streamalert/outputs';
import { compileJsonPath } from '@streamalert/parsers';
import { isJsonObject, type Json, type Publisher } from '@streamalert/rules-sdk';
import type { TestProblem } from './report.ts';

interface Check {
  readonly expression: string;
  readonly condition: string;
  readonly value: Json;
}

/** How the value found compares with the one in the check. */
const conditions: Readonly<Record<string, (found: Json, value: Json) => boolean>> = {
  is: (found, value) => isDeepStrictEqual(found, value),
  in: (found, value) => Array.isArray(value) && value.some((item) => isDeepStrictEqual(found, item)),
  contains: (found, value) => {
    if (typeof found === 'string') return typeof value === 'string' && found.includes(value);
    if (Array.isArray(found)) return found.some((item) => isDeepStrictEqual(item, value));
    return isJsonObject(found) && typeof value === 'string' && Object.hasOwn(found, value);
  },
};

/**
 * Checks what the publishers make of the alerts of an event, for each output that is tested. Every alert must pass; no
 * alert, no check.
 */
export function checkPublications(
  alerts: readonly Alert[],
  tests: Readonly<Record<string, Json>>,
  publishers: ReadonlyMap<string, Publisher>,
): TestProblem[] {
  return alerts.flatMap((alert) =>
    Object.entries(tests).flatMap(([output, checks]) => {
      const because = checkOutput(alert, output as OutputName, Array.isArray(checks) ? checks : [checks], publishers);
      return because.length === 0
        ? []
        : [{ kind: 'publisher' as const, message: `${alert.ruleName}: publication for ${output}`, because }];
    }),
  );
}

function checkOutput(
  alert: Alert,
  output: OutputName,
  checks: readonly Json[],
  publishers: ReadonlyMap<string, Publisher>,
): string[] {
  if (!alert.outputs.includes(output))
    return [`the alert does not go to ${output}, only to ${alert.outputs.join(', ')}`];
  try {
    const { publication } = composePublication(alert, output, publishers);
    return checks.flatMap((check) => failureOf(check, publication) ?? []);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function failureOf(data: Json, publication: Json): string | undefined {
  const check = readCheck(data);
  if (check === undefined) return 'a check is { jmespath_expression, condition, value } or a list of these three';
  const { expression, condition, value } = check;
  const holds = conditions[condition];
  if (holds === undefined) return `"${condition}" is not one of ${Object.keys(conditions).join(', ')}`;
  const found = compileJsonPath(expression).evaluate(publication);
  return holds(found, value) ? undefined : `${expression} ${condition} ${inspect(value)}: found ${inspect(found)}`;
}

function readCheck(data: Json): Check | undefined {
  const [expression, condition, value] = isJsonObject(data)
    ? [data['jmespath_expression'], data['condition'], data['value']]
    : Array.isArray(data)
      ? (data as readonly Json[])
      : [];
  if (typeof expression !== 'string' || typeof condition !== 'string' || value === undefined) return undefined;
  return { expression, condition, value };
}

function inspect(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}
