import { describe, expect, it } from 'vitest';
import { formatIssue, jsonPointer } from '../src/index.ts';

describe('formatIssue', () => {
  it('says file, pointer and problem on one line', () => {
    const issue = {
      file: 'conf/outputs.json',
      pointer: jsonPointer(['slack', 0]),
      message: 'must be text',
      severity: 'error' as const,
    };

    expect(formatIssue(issue)).toBe('conf/outputs.json#/slack/0   must be text');
  });
});

describe('jsonPointer', () => {
  it('escapes ~ and / as RFC 6901 does', () => {
    expect(jsonPointer(['a/b', 'c~d', ''])).toBe('/a~1b/c~0d/');
  });
});
