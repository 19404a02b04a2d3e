import { isJsonObject, type Json } from '@streamalert/rules-sdk';

/** `[*]` of a path. */
export const everyItem = Symbol('[*]');

/** One step of a plain path: a name, an index, or `[*]`. */
export type PathStep = string | number | typeof everyItem;

const jmesStep = /(?:^|\.)(?:([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"\\]|\\["\\/])*)")|\[(-?\d+)\]|\[(\*)\]/y;
const jsonStep = /\.([A-Za-z_][A-Za-z0-9_]*)()|\[(\d+)\]|\[(\*)\]/y;

/** The steps of a JMESPath expression, or `undefined` when it is more than names, indexes and `[*]`. */
export function plainJmesPath(expression: string): readonly PathStep[] | undefined {
  return expression === '@' ? [] : readSteps(jmesStep, expression, 0);
}

/** The steps of a JSONPath expression, or `undefined` when it is more than names, indexes and `[*]`. */
export function plainJsonPath(expression: string): readonly PathStep[] | undefined {
  return readSteps(jsonStep, expression, 1);
}

function readSteps(pattern: RegExp, expression: string, from: number): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  pattern.lastIndex = from;
  while (pattern.lastIndex < expression.length) {
    const match = pattern.exec(expression);
    if (match === null) return undefined;
    const [, name, quoted, index, star] = match;
    if (star !== undefined) steps.push(everyItem);
    else if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? (quoted as string).replace(/\\(.)/g, '$1'));
  }
  return steps;
}

/** JMESPath: a step that does not fit gives `null`, and `[*]` leaves `null` results out of its list. */
export function walkJmesPath(steps: readonly PathStep[], root: Json, from = 0): Json {
  let value = root;
  for (let at = from; at < steps.length; at++) {
    const step = steps[at] as PathStep;
    if (step === everyItem) {
      if (!Array.isArray(value)) return null;
      return (value as readonly Json[]).map((item) => walkJmesPath(steps, item, at + 1)).filter((r) => r !== null);
    }
    if (typeof step === 'number') {
      value = Array.isArray(value) ? ((value as readonly Json[]).at(step) ?? null) : null;
    } else {
      value = isJsonObject(value) && Object.hasOwn(value, step) ? (value[step] as Json) : null;
    }
    if (value === null) return null;
  }
  return value;
}

/** JSONPath: `[*]` also goes through the values of an object; all results are one flat list, `null` when there are none. */
export function walkJsonPath(steps: readonly PathStep[], root: Json): Json {
  const found: Json[] = [];
  collect(steps, 0, root, found);
  if (steps.includes(everyItem)) return found.length > 0 ? found : null;
  return found[0] ?? null;
}

function collect(steps: readonly PathStep[], at: number, value: Json, found: Json[]): void {
  const step = steps[at];
  if (step === undefined) {
    found.push(value);
  } else if (step === everyItem) {
    if (typeof value !== 'object' || value === null) return;
    for (const item of Object.values(value)) collect(steps, at + 1, item as Json, found);
  } else if (value && Object.hasOwn(Object(value) as object, step)) {
    collect(steps, at + 1, (value as Record<PropertyKey, Json>)[step] as Json, found);
  }
}
