import { describe, expect, it } from 'vitest';
import { canMerge } from '../src/index.ts';
import { alert, minute, start } from './helpers/alerts.ts';

describe('canMerge', () => {
  it.each([
    ['the window is zero (row 1)', { mergeWindowMinutes: 0 }, {}, false],
    ['there are no keys', { mergeByKeys: [] }, {}, false],
    ['the key is in neither record (row 3)', { mergeByKeys: ['nope'] }, { mergeByKeys: ['nope'] }, true],
    ['a value is null and absent (row 4)', { record: { user: null } }, { record: {} }, true],
    ['the newer is exactly a window later (row 5)', {}, { created: start + 5 * minute }, true],
    ['the newer is a microsecond later than that (row 5)', {}, { created: start + 5 * minute + 1 }, false],
    [
      'only the newer has a window that is long enough (row 6)',
      {},
      { created: start + 20 * minute, mergeWindowMinutes: 60 },
      false,
    ],
    ['the older has it', { mergeWindowMinutes: 60 }, { created: start + 20 * minute }, true],
    [
      'keys come in another order (row 7)',
      { mergeByKeys: ['user', 'host'] },
      { mergeByKeys: ['host', 'user', 'host'] },
      true,
    ],
    ['keys differ', { mergeByKeys: ['user', 'host'] }, {}, false],
    [
      'the key is inside an array (row 8)',
      { record: { ev: [{ user: 'mia' }] } },
      { record: { user: 'mia', ev: [{ user: 'kim' }] } },
      true,
    ],
    ['values differ', {}, { record: { user: 'kim' } }, false],
    ['1 meets true', { record: { user: 1 } }, { record: { user: true } }, false],
    ["1 meets '1'", { record: { user: 1 } }, { record: { user: '1' } }, false],
    ['1 meets 1n', { record: { user: 1 } }, { record: { user: 1n } }, true],
    ['2⁵³ + 1 meets 2⁵³', { record: { user: 2n ** 53n + 1n } }, { record: { user: 2 ** 53 } }, false],
    [
      'objects have their keys in another order',
      { record: { user: { a: 1, b: [2, { c: 3 }] } } },
      { record: { user: { b: [2, { c: 3 }], a: 1 } } },
      true,
    ],
    [
      'the value is only in streamalert_normalization',
      { record: { streamalert_normalization: { user: 'mia' } } },
      { record: {} },
      true,
    ],
  ])('when %s', (_case, older, newer, expected) => {
    const [a, b] = [alert(older), alert(newer)];

    expect([canMerge(a, b), canMerge(b, a)]).toStrictEqual([expected, expected]);
  });
});
