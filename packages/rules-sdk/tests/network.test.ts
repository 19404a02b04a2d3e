import { describe, expect, it } from 'vitest';
import { inNetwork, validIp } from '../src/index.ts';

describe('validIp', () => {
  it.each([
    ['192.0.2.1', true],
    ['2001:db8::1', true],
    ['::1', true],
    ['10.1', false],
    ['010.0.0.1', false],
    ['0x7f.1', false],
    [' 192.0.2.1', false],
    ['192.0.2.0/24', false],
    ['', false],
    [3221225985, false],
    [null, false],
    [undefined, false],
  ])('%j: %s', (value, expected) => {
    expect(validIp(value)).toBe(expected);
  });
});

describe('inNetwork', () => {
  it.each([
    ['192.0.2.77', ['198.51.100.0/24', '192.0.2.0/24'], true],
    ['192.0.3.1', ['192.0.2.0/24'], false],
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.1', ['0.0.0.0/0'], true],
    ['2001:db8:1::5', ['2001:db8::/32'], true],
    ['2001:db9::5', ['2001:db8::/32'], false],
    ['192.0.2.1', ['nonsense', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/24/1', '192.0.2.0/24'], true],
    ['not an address', ['0.0.0.0/0'], false],
    [null, ['0.0.0.0/0'], false],
  ])('%j in %j: %s', (ip, cidrs, expected) => {
    expect(inNetwork(ip, cidrs)).toBe(expected);
  });
});
