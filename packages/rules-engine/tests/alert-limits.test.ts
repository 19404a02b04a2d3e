import { defineRule, type Rule } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { validateRule } from '../src/validate-rule.ts';

const options = { id: 'vpn_login', description: 'A login.', logs: ['vpn:login'] } as const;

describe('options that hold alerts back', () => {
  it('are accepted as they are documented', () => {
    const rule = defineRule({
      ...options,
      merge: { by: ['user'], windowMinutes: 5, sendFirst: true },
      dedup: { by: ['user', 'host'], minutes: 0.5 },
      maxAlertsPerHour: 20,
    });

    expect(validateRule(rule)).toStrictEqual([]);
  });

  it.each([
    ['merge', { by: ['user'], windowMinutes: 5, sendFirst: 'yes' }],
    ['merge', { by: ['user'], windowMinutes: 5, first: true }],
    ['dedup', { by: [], minutes: 5 }],
    ['dedup', { by: ['user'], minutes: 0 }],
    ['dedup', { by: ['user'] }],
    ['maxAlertsPerHour', 0],
    ['maxAlertsPerHour', 2.5],
  ])('are refused as %s: %j', (option, value) => {
    const rule = { ...defineRule(options), [option]: value } as unknown as Rule;

    expect(validateRule(rule).map((problem) => problem.option)).toStrictEqual([option]);
  });
});
