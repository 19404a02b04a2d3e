import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '@streamalert/core';
import { UnstorableError } from '../errors.ts';

/** One row as DynamoDB has it. */
export type Item = Record<string, AttributeValue>;

/** What a number and a document may be; the value itself is the first of DynamoDB's 32 levels. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const limits = { digits: 38, largest: 1e126, smallest: 1e-130, depth: 31 } as const;

/**
 * JSON as a native value; integers of any size are numbers, as in 3.5.
 *
 * @throws UnstorableError for a number beyond 38 digits or 10¹²⁶, and for more than 31 levels.
 */
export function toAttribute(value: Json, depth = 0): AttributeValue {
  if (value === null) return { NULL: true };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    case 'number':
    case 'bigint':
      return { N: numberText(value) };
    default:
      if (depth >= limits.depth)
        throw new UnstorableError(`DynamoDB holds no value deeper than ${limits.depth} levels`);
      return Array.isArray(value)
        ? { L: value.map((item) => toAttribute(item as Json, depth + 1)) }
        : { M: toItem(value as JsonObject, depth + 1) };
  }
}

/** The attributes of an object. */
export function toItem(object: JsonObject, depth = 0): Item {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, toAttribute(value, depth)]));
}

function numberText(value: number | bigint): string {
  const magnitude = Math.abs(Number(value));
  const digits = typeof value === 'bigint' ? value.toString().replace(/^-|0+$/g, '').length : 17;
  const inRange = magnitude === 0 || (magnitude < limits.largest && magnitude >= limits.smallest);
  if (!inRange || digits > limits.digits) throw new UnstorableError('DynamoDB holds no number of this size');
  // Not `-0`.
  return magnitude === 0 ? '0' : value.toString();
}

/** A native value as JSON: sets are sorted arrays, binary is base64, integers beyond ±2⁵³ are `bigint`. */
export function toJson(value: AttributeValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return toNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return itemToJson(value.M);
  if (value.L !== undefined) return value.L.map(toJson);
  if (value.SS !== undefined) return [...value.SS].sort();
  if (value.NS !== undefined) return value.NS.map(toNumber).sort((a, b) => (a < b ? -1 : Number(a > b)));
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  if (value.BS !== undefined) return value.BS.map((bytes) => Buffer.from(bytes).toString('base64'));
  return null;
}

/** The attributes of a row as JSON. */
export function itemToJson(item: Item): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toJson(value)]));
}

function toNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? BigInt(text) : number;
}
