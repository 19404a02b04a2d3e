import type { NormalizationCondition, NormalizationEntry, SchemaConfiguration } from '@streamalert/config';
import { type Json, type JsonObject, recordUuid } from '@streamalert/core';
import { type FloatMarks, isTruthy } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import { ownValue, setOwn } from './own-property.ts';
import { pythonText } from './python-text.ts';

/** The key under which a record carries its normalized values. */
export const normalizationKey = 'streamalert_normalization';

interface Found {
  readonly value: Json;
  readonly isFloat: boolean;
}

/**
 * The normalized values of a final record: entries by normalized type, and `streamalert_record_id` when there is at
 * least one. `{}` when nothing was found.
 */
export function normalize(
  normalization: SchemaConfiguration['normalization'],
  record: JsonObject,
  floats: FloatMarks,
  id: string,
): JsonObject {
  const result: Record<string, Json> = {};
  let found = false;
  for (const [type, entries] of normalization) {
    const values = entries.map((entry) => extract(entry, record, floats)).filter((entry) => entry !== undefined);
    if (values.length === 0) continue;
    setOwn(result, type, values);
    found = true;
  }
  if (found) result['streamalert_record_id'] = recordUuid(id);
  return result;
}

function extract(entry: NormalizationEntry, record: JsonObject, floats: FloatMarks): JsonObject | undefined {
  if (entry.never === true) return undefined;
  if (entry.condition !== undefined && !holds(entry.condition, record, floats)) return undefined;
  const found = walk(entry.path, record, floats);
  if (found === undefined) return undefined;
  const values = Array.isArray(found.value) ? (found.value as readonly Json[]) : [textOf(found)];
  const result = { function: entry.function, values };
  return entry.sendToArtifacts ? result : { ...result, send_to_artifacts: false };
}

/** The truthy value at the end of a path of truthy values; text, numbers and arrays on the way end it. */
function walk(path: readonly string[], record: JsonObject, floats: FloatMarks): Found | undefined {
  let found: Found = { value: record, isFloat: false };
  for (const key of path) {
    if (!isJsonObject(found.value)) return undefined;
    const value = ownValue(found.value, key);
    if (value === undefined || !isTruthy(value)) return undefined;
    found = { value, isFloat: floats.has(found.value, key) };
  }
  return found;
}

function textOf(found: Found): string {
  return pythonText(found.value, found.isFloat);
}

/** The value is lower-cased before it is compared, the operand is not. An absent or falsy value meets no condition. */
function holds(condition: NormalizationCondition, record: JsonObject, floats: FloatMarks): boolean {
  const found = walk(condition.path, record, floats);
  if (found === undefined) return false;
  const text = textOf(found).toLowerCase();
  const { operand } = condition;
  switch (condition.operator) {
    case 'is':
      return text === operand;
    case 'is_not':
      return text !== operand;
    case 'in':
      return operand.includes(text);
    case 'not_in':
      return !operand.includes(text);
    case 'contains':
      return typeof operand === 'string' && text.includes(operand);
    case 'not_contains':
      return typeof operand === 'string' && !text.includes(operand);
  }
}
