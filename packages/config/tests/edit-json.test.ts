import { describe, expect, it } from 'vitest';
import { editJson } from '../src/index.ts';

describe('editJson', () => {
  it.each([
    [
      'keeps order, indentation and what stands on one line',
      '{\n    "b": [1, 2],\n    "enabled": false,\n    "a": {"x": 1}\n}\n',
      ['enabled'],
      true,
      '{\n    "b": [1, 2],\n    "enabled": true,\n    "a": {"x": 1}\n}\n',
    ],
    [
      'keeps tabs and the line ends of Windows',
      '{\r\n\t"a": 1\r\n}\r\n',
      ['b'],
      2,
      '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}\r\n',
    ],
    [
      'makes the objects that lead there',
      '{\n  "a": 1\n}\n',
      ['x', 'y'],
      [1],
      '{\n  "a": 1,\n  "x": {\n    "y": [\n      1\n    ]\n  }\n}\n',
    ],
    ['takes a value out', '{\n  "a": 1,\n  "b": 2\n}\n', ['a'], undefined, '{\n  "b": 2\n}\n'],
    ['begins a file', '', ['enabled'], true, '{\n  "enabled": true\n}\n'],
  ])('%s', (_case, text, path, value, expected) => {
    expect(editJson(text, [{ path, value }])).toBe(expected);
  });
});
