import { describe, expect, it } from 'vitest';
import { issuesOf, load } from './helpers/conf-dir.ts';

/** Log types `x:a`, `x:b`, … in this order, each with its priority or none. */
function schemas(priorities: Readonly<Record<string, unknown>>) {
  const logTypes = Object.entries(priorities).map(([name, priority]) => [
    `x:${name}`,
    { parser: 'json', schema: { [name]: 'string' }, configuration: priority === null ? {} : { priority } },
  ]);
  return Object.fromEntries(logTypes);
}

const cluster = { classifier_config: {}, data_sources: { s3: { bucket: ['x'] } } };

async function order(files: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { config } = await load({ 'schemas/vpn.json': {}, 'clusters/prod.json': cluster, ...files });
  return config?.logTypes.map(({ name }) => name.slice(2)) ?? [];
}

describe('order of log types', () => {
  it.each([
    { priorities: { a: null, b: 0, c: 1 }, order: ['a', 'b', 'c'] },
    { priorities: { a: 5, b: null, c: 0 }, order: ['c', 'a', 'b'] },
    { priorities: { a: 2, b: null, c: 3, d: null, e: 1 }, order: ['e', 'a', 'b', 'c', 'd'] },
    { priorities: { a: null, b: null }, order: ['a', 'b'] },
    { priorities: { a: 1, b: -1, c: '0', d: ' 7 ' }, order: ['c', 'a', 'b', 'd'] },
  ])('of $priorities is $order', async ({ priorities, order: expected }) => {
    expect(await order({ 'schemas/x.json': schemas(priorities) })).toStrictEqual(expected);
  });

  it('starts from files sorted by name', async () => {
    const files = { 'schemas/b.json': schemas({ b: null }), 'schemas/a.json': schemas({ a: null }) };

    expect(await order(files)).toStrictEqual(['a', 'b']);
  });

  it('keeps the place of a log type that a later file defines again, and warns', async () => {
    const files = {
      'schemas/vpn.json': {},
      'clusters/prod.json': cluster,
      'schemas/1.json': schemas({ a: null, b: null }),
      'schemas/2.json': { 'x:a': { parser: 'kv', schema: { other: 'string' } } },
    };

    const { config } = await load(files);

    expect(config?.logTypes.map(({ name, parser }) => [name, parser])).toStrictEqual([
      ['x:a', 'kv'],
      ['x:b', 'json'],
    ]);
    expect(await issuesOf(files)).toStrictEqual([
      'warning conf/schemas/2.json#/x:a: is in conf/schemas/1.json too; this definition counts, remove the other',
    ]);
  });

  it('is that of logs.json where it exists, without priorities and without schemas/', async () => {
    const files = {
      'clusters/prod.json': cluster,
      'logs.json': schemas({ a: 2, b: null, c: 0 }),
      'schemas/vpn.json': schemas({ d: null }),
    };

    expect(await order(files)).toStrictEqual(['a', 'b', 'c']);
    expect(await issuesOf(files)).toStrictEqual([
      'warning conf/schemas#: is not read, because logs.json is there; move its log types here',
    ]);
  });

  it('warns where log types without a priority come ahead of priority 0', async () => {
    const files = {
      'schemas/vpn.json': {},
      'clusters/prod.json': cluster,
      'schemas/x.json': schemas({ a: null, b: null, c: null, d: null, e: 1, f: 0 }),
    };

    expect(await issuesOf(files)).toStrictEqual([
      'warning conf/schemas/x.json#/x:f/configuration/priority: log types without a priority are tried before this one: "x:a", "x:b", "x:c" and 1 more; give them a priority too',
    ]);
  });

  it('does not warn where no resource carries both', async () => {
    const files = {
      'schemas/aaa.json': { other: { parser: 'json', schema: { a: 'string' } } },
      'schemas/x.json': schemas({ f: 0 }),
    };
    const sources = { classifier_config: {}, data_sources: { s3: { one: ['other'], two: ['x'] } } };

    expect(await issuesOf({ ...files, 'schemas/vpn.json': {}, 'clusters/prod.json': sources })).toStrictEqual([]);
  });
});
