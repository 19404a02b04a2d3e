import type { Indicator } from '@streamalert/core';
import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';

/** What threat intelligence and lookup tables hold while one event runs; nothing else is in them. */
export interface Fixtures {
  readonly indicators: ReadonlyMap<string, Indicator>;
  readonly lookupTables: JsonObject;
}

/** Fixtures of an event without any. */
export const noFixtures: Fixtures = { indicators: new Map(), lookupTables: {} };

/** Reads `test_fixtures`; the texts say what is wrong with it. */
export function readFixtures(value: Json | undefined): Fixtures | readonly string[] {
  if (value === undefined || value === null) return noFixtures;
  if (!isJsonObject(value)) return ['"test_fixtures" must be an object: threat_intel, lookup_tables'];
  const { threat_intel: indicators = [], lookup_tables: lookupTables = {}, ...others } = value;
  const problems = Object.keys(others).map((key) => `"test_fixtures.${key}" is neither threat_intel nor lookup_tables`);
  const read = Array.isArray(indicators) ? (indicators as readonly Json[]).map(readIndicator) : [undefined];
  if (read.includes(undefined)) {
    problems.push('"test_fixtures.threat_intel" must be a list of { ioc_value, ioc_type, sub_type }, each a text');
  }
  if (!isJsonObject(lookupTables) || !Object.values(lookupTables).every(isJsonObject)) {
    problems.push('"test_fixtures.lookup_tables" must be an object: tables by name, each an object of values by key');
  }
  if (problems.length > 0) return problems;
  const found = read.filter((indicator) => indicator !== undefined);
  return {
    indicators: new Map(found.map((indicator) => [indicator.value, indicator])),
    lookupTables: lookupTables as JsonObject,
  };
}

function readIndicator(fixture: Json): Indicator | undefined {
  if (!isJsonObject(fixture)) return undefined;
  const { ioc_value: value, ioc_type: type, sub_type: subType = '' } = fixture;
  if (typeof value !== 'string' || typeof type !== 'string' || typeof subType !== 'string') return undefined;
  return { value, type, subType, source: 'test_fixtures', expires: Number.MAX_SAFE_INTEGER };
}
