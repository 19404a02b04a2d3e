import { isPublisher, type Rule, severities } from '@streamalert/rules-sdk';
import { isOutputName } from './outputs.ts';

/** One thing that is wrong with a rule: the option, `''` for the rule itself, and what is accepted. */
export interface RuleProblem {
  readonly option: string;
  readonly message: string;
}

type Check = (value: unknown) => string | undefined;

const check =
  (accepts: (value: unknown) => boolean, what: string): Check =>
  (value) =>
    accepts(value) ? undefined : `must be ${what}`;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isList = (value: unknown, item: (value: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(item);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFieldValue = (value: unknown): boolean =>
  value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
const isFieldTests = (value: unknown): boolean =>
  isMap(value) && Object.values(value).every((test) => isFieldValue(test) || isList(test, isFieldValue));
const hasOnly = (value: Record<string, unknown>, keys: readonly string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key));
const isNames = (value: unknown): boolean => isList(value, isText) && (value as unknown[]).length > 0;
const isAboveZero = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isMerge = (value: unknown): boolean =>
  isMap(value) &&
  hasOnly(value, ['by', 'windowMinutes', 'sendFirst']) &&
  isNames(value['by']) &&
  isAboveZero(value['windowMinutes']) &&
  (value['sendFirst'] === undefined || typeof value['sendFirst'] === 'boolean');
const isDedup = (value: unknown): boolean =>
  isMap(value) && hasOnly(value, ['by', 'minutes']) && isNames(value['by']) && isAboveZero(value['minutes']);
const isJson = (value: unknown): boolean => isMap(value) && isJsonValue(value);
const isJsonValue = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.every(isJsonValue);
  if (!isMap(value)) return isFieldValue(value);
  return (
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as null) && Object.values(value).every(isJsonValue)
  );
};
const isPublishers = (value: unknown): boolean => isPublisher(value) || isList(value, isPublisher);
const isAttack = (value: unknown): boolean =>
  isMap(value) &&
  /^TA\d{4}$/.test(String(value['tactic'])) &&
  (value['technique'] === undefined || /^T\d{4}(\.\d{3})?$/.test(String(value['technique'])));

const names = check(isNames, 'a list of names that is not empty');
const text = check(isText, 'text that is not empty');
const texts = check((value) => isList(value, isText), 'a list of texts');

/** Every option there is, and what it accepts. */
const checks: Readonly<Record<string, Check>> = {
  id: check(
    (value) => isText(value) && /^[A-Za-z][\w.-]*$/.test(value),
    'a letter, then letters, digits, "_", "-", "."',
  ),
  description: text,
  logs: names,
  datatypes: names,
  where: check(isFieldTests, 'a map from dotted path to a value or a list of values'),
  whereByLog: check(
    (value) => isMap(value) && Object.values(value).every(isFieldTests),
    'a map from log type to a map from dotted path to a value or a list of values',
  ),
  requires: texts,
  matchers: check((value) => isList(value, isFunction), 'a list of functions'),
  when: check(isFunction, 'a function'),
  outputs: check((value) => isList(value, isOutputName), 'a list of "service:descriptor"'),
  context: check(isJson, 'an object of plain JSON values'),
  dynamicOutputs: check(isFunction, 'a function'),
  publishers: check(
    (value) => isPublishers(value) || (isMap(value) && Object.values(value).every(isPublishers)),
    'a publisher made with definePublisher, a list of them, or a map from service or output to these',
  ),
  merge: check(isMerge, '{ by: [key, …], windowMinutes: more than 0, sendFirst: true or false }, the last optional'),
  dedup: check(isDedup, '{ by: [key, …], minutes: more than 0 }'),
  maxAlertsPerHour: check((value) => Number.isInteger(value) && Number(value) >= 1, 'a whole number, 1 or more'),
  severity: check((value) => (severities as readonly unknown[]).includes(value), `one of ${severities.join(', ')}`),
  tags: texts,
  attack: check(
    (value) => isList(value, isAttack),
    'a list of { tactic: "TA0005", technique: "T1562.008" }, the technique optional',
  ),
  references: texts,
  runbook: text,
  owner: text,
  enabled: check((value) => typeof value === 'boolean', 'true or false'),
};

const required = ['id', 'description'];

/** Everything wrong with a rule, which may have been written without types. */
export function validateRule(rule: Rule): readonly RuleProblem[] {
  const options = rule as unknown as Record<string, unknown>;
  const problems: RuleProblem[] = Object.keys(options).flatMap((option) => {
    const message = Object.hasOwn(checks, option) ? checks[option]?.(options[option]) : 'is not an option of rules';
    return message === undefined || options[option] === undefined ? [] : [{ option, message }];
  });
  for (const option of required) {
    if (options[option] === undefined) problems.push({ option, message: 'is required' });
  }
  if (rule.logs === undefined && rule.datatypes === undefined) {
    problems.push({ option: '', message: 'needs logs, datatypes, or both' });
  }
  return problems;
}
