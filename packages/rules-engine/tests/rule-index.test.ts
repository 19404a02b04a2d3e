import type { JsonObject } from '@streamalert/core';
import type { FieldTests } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { createCandidateLookup } from '../src/rule-index.ts';
import { rule } from './helpers/records.ts';

const rulesWith = (tests: readonly FieldTests[]) => tests.map((where, at) => rule({ id: `r${at}`, where }));

/** Which keys a lookup reads of a record to find its rules, before it asks any of them. */
function keysRead(tests: readonly FieldTests[], record: JsonObject): string[] {
  const read = new Set<string>();
  const observed = new Proxy(record, {
    get: (target, key) => {
      read.add(String(key));
      return Reflect.get(target, key);
    },
    has: (target, key) => {
      read.add(String(key));
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor: (target, key) => {
      read.add(String(key));
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
  createCandidateLookup(rulesWith(tests), 'vpn:login')(observed);
  return [...read].sort();
}

describe('the lookup of candidates', () => {
  it('reads the one field that most rules declare, though another has values that are as rare', () => {
    const tests = [
      { name: 'login', origin: 'a' },
      { name: 'logout', origin: 'b' },
      { name: ['reset', 'lock'], country: 'x' },
      { name: 'unlock' },
    ];

    expect(keysRead(tests, { name: 'login', origin: 'a', country: 'x' })).toStrictEqual(['name']);
  });

  it('reads another field rather than find many rules in vain', () => {
    const crowded = Array.from({ length: 20 }, (_, at) => ({ name: 'login', user: `user ${at}` }));
    const record = { name: 'login', user: 'user 7' };
    const found = createCandidateLookup(rulesWith(crowded), 'vpn:login')(record);

    expect(keysRead(crowded, record)).toStrictEqual(['user']);
    expect(found.map((candidate) => candidate.rule.id)).toStrictEqual(['r7']);
  });
});
