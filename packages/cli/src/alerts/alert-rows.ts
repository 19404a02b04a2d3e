import { type OutputName, ownOutputs, parseJson, type StoredAlert } from '@streamalert/core';
import { decodeAlertRow, decodeRowProgress, type ReadableAlertRow } from '@streamalert/core/wire';
import { UsageError } from '../errors.ts';

/** A line that is no alert. */
export interface BadRow {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Rows of an alerts table, and the lines that are none. */
export interface ReadRows {
  readonly rows: readonly ReadableAlertRow[];
  readonly bad: readonly BadRow[];
}

/**
 * Reads rows of an alerts table, one JSON object a line: plain, as `merge` and `evaluate` write them, or with types, as the items of
 * `aws dynamodb scan` have them.
 */
export function readAlertRows(text: string): ReadRows {
  const rows: ReadableAlertRow[] = [];
  const bad: BadRow[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const row = plainAttributes(parseJson(line)) as ReadableAlertRow;
      // Read once, so that a line that is no alert is told here, with its number.
      decodeAlertRow(row);
      decodeRowProgress(row);
      rows.push(row);
    } catch (error) {
      const message = error instanceof SyntaxError ? 'is not JSON' : (error as Error).message;
      bad.push({ line: index + 1, message });
    }
  }
  if (rows.length === 0 && bad.length === 0) throw new UsageError('there is no alert: the input is empty');
  return { rows, bad };
}

/** A row as a store holds it. */
export function storedAlertOf(row: ReadableAlertRow): StoredAlert {
  const alert = decodeAlertRow(row);
  const { outputsSent = [], dispatched = alert.created } = decodeRowProgress(row);
  const sent = new Set<OutputName>(outputsSent);
  return {
    alert,
    deliveries: ownOutputs(alert)
      .filter((output) => sent.has(output))
      .map((output) => ({ output, attempts: 1, sentAt: dispatched })),
  };
}

type Attribute = Readonly<Record<string, unknown>>;

/** An item of DynamoDB, `{"RuleName":{"S":"x"}}`, as plain JSON; anything else as it is. */
function plainAttributes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('is not a JSON object');
  const name = (value as Attribute)['RuleName'];
  if (typeof name !== 'object' || name === null || !('S' in name)) return value;
  return plainMap(value as Attribute);
}

const plainMap = (map: Attribute): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).map(([key, attribute]) => [key, plainValue(attribute as Attribute)]));

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
function plainValue(attribute: Attribute): unknown {
  const [[type = '', value] = []] = Object.entries(attribute);
  switch (type) {
    case 'NULL':
      return null;
    case 'N':
      return parseJson(String(value));
    case 'NS':
      return (value as readonly string[]).map((text) => parseJson(text));
    case 'L':
      return (value as readonly Attribute[]).map(plainValue);
    case 'M':
      return plainMap(value as Attribute);
    default:
      return value;
  }
}
