import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIndicators, readStixPattern } from '../src/index.ts';

const sha256 = 'ab'.repeat(32);
const md5 = 'cd'.repeat(16);

describe('readStixPattern', () => {
  it.each([
    ["[ipv4-addr:value = '192.0.2.1']", [['ip', '192.0.2.1']]],
    ["[ipv6-addr:value='2001:db8::1']", [['ip', '2001:db8::1']]],
    ["[ipv4-addr:value ISSUBSET '198.51.100.0/24']", [['ip', '198.51.100.0/24']]],
    [
      "[domain-name:value = 'evil.example.com' OR url:value = 'http://evil.example.com/\\'a']",
      [
        ['domain', 'evil.example.com'],
        ['url', "http://evil.example.com/'a"],
      ],
    ],
    [
      "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]",
      [
        ['ip', '192.0.2.1'],
        ['ip', '192.0.2.2'],
      ],
    ],
    ["[network-traffic:dst_ref.value = '192.0.2.1']", [['ip', '192.0.2.1']]],
    [`[file:hashes.'SHA-256' = '${sha256}']`, [['sha256', sha256]]],
    [
      `[file:hashes.MD5 = '${md5}' AND file:hashes.'SHA-256' = '${sha256}']`,
      [
        ['md5', md5],
        ['sha256', sha256],
      ],
    ],
    [
      "([domain-name:value = 'a.example'] OR [domain-name:value = 'b.example']) OR [domain-name:value = 'a.example']",
      [
        ['domain', 'a.example'],
        ['domain', 'b.example'],
      ],
    ],
    ["[email-addr:value = 'mia@example.com']", [['email', 'mia@example.com']]],
  ])('finds the values of %s', (pattern, values) => {
    expect(readStixPattern(pattern)).toStrictEqual({
      kind: 'values',
      values: values.map(([type, value]) => ({ type, value })),
    });
  });

  it.each([
    ["[ipv4-addr:value = '192.0.2.1' AND network-traffic:dst_port = '443']", 'pattern needs several conditions'],
    ["[domain-name:value = 'a.example'] AND [url:value = 'http://b.example/']", 'pattern needs several conditions'],
    [
      "[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']",
      'pattern needs several conditions',
    ],
    ["[domain-name:value = 'a.example'] WITHIN 5 SECONDS", 'pattern has WITHIN'],
    ["[domain-name:value LIKE '%.example']", 'pattern compares with LIKE'],
    ["[domain-name:value != 'a.example']", 'pattern compares with !='],
    ["[domain-name:value NOT = 'a.example']", 'pattern compares with NOT'],
    ["[process:name = 'a.exe']", 'pattern is about process:name'],
    ['[network-traffic:dst_port = 443]', 'pattern compares with something that is no text'],
    ["[domain-name:value = 'a.example'", 'pattern cannot be read'],
    ['', 'pattern cannot be read'],
    [`${'('.repeat(5000)}[domain-name:value = 'a']`, 'pattern is nested too deep'],
  ])('says why %s has none', (pattern, reason) => {
    expect(readStixPattern(pattern)).toStrictEqual({ kind: 'unusable', reason });
  });

  it('never throws, whatever it is given', () => {
    const parts = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      "'",
      ' OR ',
      ' AND ',
      '=',
      'IN',
      ',',
      'ipv4-addr:value',
      "'a'",
      '\\',
    );
    fc.assert(
      fc.property(fc.array(parts), fc.string(), (words, text) => {
        readStixPattern(words.join(''));
        readStixPattern(text);
      }),
    );
  });
});

describe('readIndicators', () => {
  const read = (text: string, list?: object) =>
    readIndicators(text, { source: 'file', ...(list !== undefined && { list }) }).indicators.map(
      ({ type, value, source }) => [type, value, source],
    );

  it.each([
    [
      'a STIX bundle',
      JSON.stringify({ type: 'bundle', objects: [{ type: 'indicator', pattern: "[ipv4-addr:value = '192.0.2.1']" }] }),
      [['ip', '192.0.2.1', 'file']],
    ],
    [
      'a MISP event',
      JSON.stringify({ Event: { Attribute: [{ type: 'domain', to_ids: true, value: 'evil.example.com' }] } }),
      [['domain', 'evil.example.com', 'file']],
    ],
    [
      'rows of the indicator table',
      '[{"ioc_value":"192.0.2.1","ioc_type":"ip","sub_type":"c2_ip","source":"acme"}]',
      [['ip', '192.0.2.1', 'acme']],
    ],
    [
      'objects, one a line',
      '{"value":"192.0.2.1","type":"ip"}\n{"value":"192.0.2.2","type":"ip"}\n',
      [
        ['ip', '192.0.2.1', 'file'],
        ['ip', '192.0.2.2', 'file'],
      ],
    ],
    [
      'values, one a line',
      '192.0.2.1\nevil.example.com\n',
      [
        ['ip', '192.0.2.1', 'file'],
        ['domain', 'evil.example.com', 'file'],
      ],
    ],
  ])('reads %s', (_case, text, expected) => {
    expect(read(text)).toStrictEqual(expected);
  });

  it('reads CSV as it is told', () => {
    expect(read('name,ip\na,192.0.2.1\n', { format: 'csv', column: 'ip', header: true })).toStrictEqual([
      ['ip', '192.0.2.1', 'file'],
    ]);
  });

  it('reads when an indicator expires, in seconds or as text', () => {
    const text =
      '[{"value":"a","type":"x","expiration_ts":2000000000},{"value":"b","type":"x","expires":"2030-01-01T00:00:00Z"}]';

    expect(readIndicators(text, { source: 'file' }).indicators.map(({ expires }) => expires)).toStrictEqual([
      2_000_000_000_000_000,
      Date.parse('2030-01-01T00:00:00Z') * 1000,
    ]);
  });

  it.each([
    ['other JSON', '{"a":1}', 'is JSON, but neither a STIX bundle, nor a MISP event, nor a list of indicators'],
    ['half of a document', '{"Event": {', 'begins as JSON, but is none'],
  ])('refuses %s', (_case, text, message) => {
    expect(() => readIndicators(text, { source: 'file' })).toThrow(message);
  });
});
