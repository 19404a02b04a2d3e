import { canonicalText, type Json } from '@streamalert/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalJson } from '../src/json-equality.ts';

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(0, 1, '1', true, null, 1n, 2 ** 53, 2n ** 53n, 2n ** 53n + 1n, 0.5, ''),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

it('values are equal exactly when their canonical texts are', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(equalJson(a, b)).toBe(canonicalText(a) === canonicalText(b));
      expect(equalJson(a, structuredClone(a))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
