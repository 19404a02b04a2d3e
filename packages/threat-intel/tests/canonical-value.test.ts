import { describe, expect, it } from 'vitest';
import { canonicalValue, hashFamily } from '../src/index.ts';

describe('canonicalValue', () => {
  it.each([
    ['ip', ' 192.0.2.1 ', '192.0.2.1'],
    ['ip', '2001:0DB8::0001', '2001:db8::1'],
    ['ipv6', 'fe80::1%eth0', 'fe80::1'],
    ['ip', '::ffff:192.0.2.1', '192.0.2.1'],
    ['ip', '198.51.100.7/24', '198.51.100.0/24'],
    ['ip', '2001:db8:1::/33', '2001:db8::/33'],
    ['ip', '192.0.2.1/32', '192.0.2.1'],
    ['ip', '192[.]0[.]2[.]1', '192.0.2.1'],
    ['domain', 'Evil.Example.COM.', 'evil.example.com'],
    ['domain', 'evil[.]example(dot)com', 'evil.example.com'],
    ['domain', 'bücher.example', 'xn--bcher-kva.example'],
    ['domain', '_dmarc.example.com', '_dmarc.example.com'],
    ['url', 'hxxps://Example.com/A?b=C', 'https://example.com/A?b=C'],
    ['url', 'example.com/a', 'example.com/a'],
    ['sha1', 'AB'.repeat(20), 'ab'.repeat(20)],
    ['email', 'Mia@Example.com', 'mia@example.com'],
    ['user_agent', ' curl/8 ', 'curl/8'],
  ])('of %s %j is %j', (type, value, expected) => {
    expect(canonicalValue(type, value)).toBe(expected);
  });

  it.each([
    ['ip', 'host.example'],
    ['ip', '10.1'],
    ['ip', '010.0.0.1'],
    ['ip', '192.0.2.1/33'],
    ['ip', '192.0.2.0/24/8'],
    ['domain', 'http://example.com/'],
    ['domain', '.'],
    ['md5', 'not a hash'],
    ['sha256', 'abcdef'],
    ['anything', '  '],
  ])('takes no %s %j', (type, value) => {
    expect(canonicalValue(type, value)).toBeUndefined();
  });

  it('is its own canonical value', () => {
    const values = ['198.51.100.0/24', '2001:db8::/32', 'evil.example.com', 'https://example.com/A'];

    expect(values.map((value, at) => canonicalValue(['ip', 'ip', 'domain', 'url'][at] as string, value))).toStrictEqual(
      values,
    );
  });
});

describe('hashFamily', () => {
  it.each([
    [32, 'md5'],
    [40, 'sha1'],
    [56, 'sha224'],
    [64, 'sha256'],
    [96, 'sha384'],
    [128, 'sha512'],
    [33, undefined],
  ])('of %d hexadecimal digits is %s', (digits, family) => {
    expect(hashFamily('a'.repeat(digits))).toBe(family);
  });
});
