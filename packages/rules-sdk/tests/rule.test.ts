import { describe, expect, it } from 'vitest';
import { definePublisher, defineRule, isPublisher, isRule, ruleMark } from '../src/index.ts';

const options = { id: 'odd_login', description: 'Odd login.', logs: ['vpn:login'] } as const;

describe('defineRule', () => {
  it('gives the options back, frozen and marked with the contract number', () => {
    const rule = defineRule(options);

    expect(rule).toStrictEqual({ ...options, [ruleMark]: 1 });
    expect(Object.isFrozen(rule)).toBe(true);
  });
});

describe('isRule', () => {
  it('knows rules of another copy of this package by the registered symbol', () => {
    const foreign = { ...options, [Symbol.for('@streamalert/rule')]: 1 };

    expect([defineRule(options), foreign].map(isRule)).toStrictEqual([true, true]);
  });

  it.each([
    ['options alone', options],
    ['another contract', { ...options, [Symbol.for('@streamalert/rule')]: 2 }],
    ['a publisher', definePublisher('p', (_alert, publication) => publication)],
    ['nothing', undefined],
    ['null', null],
    ['a function', defineRule],
  ])('refuses %s', (_case, value) => {
    expect(isRule(value)).toBe(false);
  });
});

describe('isPublisher', () => {
  it('knows publishers and refuses rules', () => {
    const publisher = definePublisher('p', (_alert, publication) => publication);

    expect([publisher, defineRule(options), null].map(isPublisher)).toStrictEqual([true, false, false]);
  });
});
