import type { Json, JsonObject } from '@streamalert/rules-sdk';

/** A field that code looked at, and what it found. */
export interface FieldReading {
  /** `userIdentity.type`, `resources[0].ARN`. */
  readonly path: string;
  /** Absent: there is no such field. */
  readonly found?: Json;
}

/** A record that remembers what is read of it. */
export interface TracedRecord {
  readonly record: JsonObject;
  /** Scalars and absent fields that were read, each once, in the order in which they were first asked for. */
  readings(): readonly FieldReading[];
}

/**
 * Wraps a copy of a record, so that one sees which fields decided. Code that walks through all of a record, as
 * searches by key do, reads all of it.
 */
export function traceReads(record: JsonObject): TracedRecord {
  const readings = new Map<string, FieldReading>();
  const note = (path: string, found: Json | undefined): void => {
    if (!readings.has(path)) readings.set(path, { path, ...(found !== undefined && { found }) });
  };
  const wrap = (container: object, path: string): object =>
    new Proxy(container, {
      get(target, key) {
        const value = Reflect.get(target, key) as Json | undefined;
        // What arrays and objects can do by themselves is no field.
        if (typeof key === 'symbol' || (value !== undefined && !Object.hasOwn(target, key))) return value;
        if (Array.isArray(target) && !/^\d+$/.test(key)) return value;
        const inner = Array.isArray(target) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
        if (typeof value === 'object' && value !== null) return wrap(value, inner);
        note(inner, value);
        return value;
      },
    });
  return {
    record: wrap(structuredClone(record), '') as JsonObject,
    readings: () => [...readings.values()],
  };
}
