import type { LogPatterns } from '@streamalert/config';
import type { JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { compileGlob } from './glob.ts';
import { ownValue } from './own-property.ts';

/** The key under which a record carries its envelope. */
export const envelopeKey = 'streamalert:envelope_keys';

/** Tests a converted record and its envelope. */
export type PatternTest = (record: JsonObject, envelope: JsonObject | undefined) => boolean;

/**
 * Compiles `log_patterns`: every field must be there and match one of its globs. A value that is not text does not
 * match. 3.5 stopped at the first nested object and forgot what had failed before; here all fields count.
 */
export function compileLogPatterns(patterns: LogPatterns): PatternTest {
  const tests = patterns.map(([field, test]): PatternTest => {
    const matchesField = compileTest(test);
    if (field === envelopeKey) return (_record, envelope) => envelope !== undefined && matchesField(envelope);
    return (record) => {
      const value = ownValue(record, field);
      return value !== undefined && matchesField(value);
    };
  });
  return (record, envelope) => tests.every((test) => test(record, envelope));
}

function compileTest(test: readonly string[] | LogPatterns): (value: unknown) => boolean {
  if (isGlobs(test)) {
    const globs = test.map(compileGlob);
    return (value) => typeof value === 'string' && globs.some((glob) => glob(value));
  }
  const fields = test.map(([field, inner]) => [field, compileTest(inner)] as const);
  return (value) => isJsonObject(value) && fields.every(([field, inner]) => inner(ownValue(value, field)));
}

/** An empty list is an empty list of globs, which never matches. */
function isGlobs(test: readonly string[] | LogPatterns): test is readonly string[] {
  return test.every((entry) => typeof entry === 'string');
}
