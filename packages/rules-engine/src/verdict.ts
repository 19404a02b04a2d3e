import { type JsonObject, parseJson, type Severity, stringifyJson } from '@streamalert/core';
import { type Match, severities } from '@streamalert/rules-sdk';

const known = new Set(['alert', 'context', 'severity', 'title']);

/**
 * Reads what a rule answered. The context is copied as JSON, so that nothing of it is shared between evaluations and
 * every store takes it.
 *
 * @param ruleContext What every match of the rule carries; of one key the match's own value is taken.
 * @returns `undefined` when the rule did not match.
 * @throws TypeError for anything that is neither a boolean nor a match.
 */
export function readVerdict(verdict: unknown, ruleContext?: JsonObject): Match | undefined {
  if (verdict === false) return undefined;
  if (verdict === true) return ruleContext === undefined ? { alert: true } : { alert: true, context: ruleContext };
  if (!isPlainObject(verdict)) {
    throw new TypeError(`a rule answers true, false or { alert: true, … }, not ${describe(verdict)}`);
  }
  const unknown = Object.keys(verdict).find((key) => !known.has(key));
  if (verdict['alert'] !== true) throw new TypeError('a match must have alert: true');
  if (unknown !== undefined) throw new TypeError(`a match has no "${unknown}", only ${[...known].join(', ')}`);
  const { context, severity, title } = verdict;
  if (context !== undefined && !isPlainObject(context)) throw new TypeError('context must be an object');
  if (title !== undefined && typeof title !== 'string') throw new TypeError('title must be text');
  if (severity !== undefined && !severities.includes(severity as Severity)) {
    throw new TypeError(`severity must be one of ${severities.join(', ')}`);
  }
  return {
    alert: true,
    ...((context ?? ruleContext) !== undefined && { context: joinContexts(ruleContext, context) }),
    ...(severity !== undefined && { severity: severity as Severity }),
    ...(title !== undefined && { title }),
  };
}

function joinContexts(ofRule: JsonObject | undefined, ofMatch: object | undefined): JsonObject {
  const copy = ofMatch === undefined ? {} : copyAsJson(ofMatch);
  return ofRule === undefined ? copy : { ...ofRule, ...copy };
}

/** Most contexts are a few texts: what JSON would give back just the same need not be written and parsed. */
function copyAsJson(context: object): JsonObject {
  const copy: JsonObject = { ...context };
  const isPlain =
    Object.getPrototypeOf(context) === Object.prototype &&
    Object.getOwnPropertySymbols(copy).length === 0 &&
    Object.values(copy).every(isSameInJson);
  return isPlain ? copy : (parseJson(stringifyJson(context)) as JsonObject);
}

function isSameInJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}
