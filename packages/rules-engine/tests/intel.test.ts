import type { Clock, Indicator } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { createIndicatorMatcher, type IndicatorReader, type MatcherSettings, matcherSettings } from '../src/index.ts';
import { indicator, indicatorStore, normalizedRecord, settings } from './helpers/intel.ts';
import { classified, countingClock, evaluate, rule } from './helpers/records.ts';

const minute = 60_000_000;

function matcher(store: IndicatorReader, overrides: Partial<MatcherSettings> = {}, clock: Clock = countingClock()) {
  return createIndicatorMatcher({ settings: { ...settings, ...overrides }, store, clock });
}

/** What is found of one value of a normalized type. */
async function found(type: string, value: string, ...indicators: readonly Indicator[]) {
  const { enriched } = await matcher(indicatorStore(...indicators).store).match([
    normalizedRecord({ [type]: [value] }),
  ]);
  return enriched.get(0)?.hits.map((hit) => [hit.type, hit.found, hit.value]);
}

describe('createIndicatorMatcher', () => {
  it('adds the values that are indicators to a copy of the record, as plain arrays', async () => {
    const { store } = indicatorStore(indicator('192.0.2.1'), indicator('evil.example.com', { type: 'domain' }));
    const record = normalizedRecord({ ip_address: ['192.0.2.1', '192.0.2.2'], host: ['evil.example.com'] });
    const before = structuredClone(record);

    const { enriched, report } = await matcher(store).match([classified({}), record]);

    expect([...enriched.keys()]).toStrictEqual([1]);
    expect(enriched.get(1)?.classified).toStrictEqual({
      ...record,
      record: { ...record.record, 'streamalert:ioc': { ip: ['192.0.2.1'], domain: ['evil.example.com'] } },
    });
    expect(report).toStrictEqual({ values: 3, asked: 3, matched: 2, failed: 0 });
    expect(record).toStrictEqual(before);
  });

  it('row 29: looks up neither what is excluded nor what is no address', async () => {
    const { store, asked } = indicatorStore();
    const values = ['10.9.8.7', 'host.example', '::1', '9.9.9.9'];

    await matcher(store).match([normalizedRecord({ ip_address: values })]);

    expect(asked).toStrictEqual([['9.9.9.9']]);
  });

  it('row 30: reads the normalization as it is now, with and without exclusions (3.5 never matched, or failed)', async () => {
    const { store } = indicatorStore(indicator('192.0.2.1'));
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] });

    const outcomes = await Promise.all(
      [settings.excluded, new Map<string, string[]>()].map((excluded) => matcher(store, { excluded }).match([record])),
    );

    expect(outcomes.map(({ report }) => report.matched)).toStrictEqual([1, 1]);
  });

  it('row 31: a rule that raises on a record with indicators fails alone', async () => {
    const { store } = indicatorStore(indicator('192.0.2.1'));
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] });
    const raises = rule({
      id: 'raises',
      when: () => {
        throw new Error('no such field');
      },
    });

    const { alerts, failures } = await evaluate([raises, rule()], [record], { intel: matcher(store) });

    expect(alerts.map(({ ruleName, record }) => [ruleName, record['streamalert:ioc']])).toStrictEqual([
      ['always', { ip: ['192.0.2.1'] }],
    ]);
    expect(failures).toStrictEqual([{ rule: 'raises', recordId: record.id, message: 'no such field' }]);
  });

  it('row 32: of 250 values, those of the group that is denied are counted, the others found', async () => {
    const values = Array.from({ length: 250 }, (_, at) => `198.51.${Math.floor(at / 200)}.${at % 200}`);
    const known = indicatorStore(...values.map((value) => indicator(value)));
    const store: IndicatorReader = {
      async find(asked, now) {
        if (asked.includes(values[100] as string)) throw new Error('AccessDeniedException');
        return known.store.find(asked, now);
      },
    };

    const { report } = await matcher(store).match([normalizedRecord({ ip_address: values })]);

    expect(report).toStrictEqual({
      values: 250,
      asked: 250,
      matched: 150,
      failed: 100,
      reason: 'AccessDeniedException',
    });
  });

  it('asks again for what the store did not answer for, and for nothing else', async () => {
    const { store, asked } = indicatorStore(indicator('192.0.2.1'));
    let broken = true;
    const flaky: IndicatorReader = {
      async find(values, now) {
        if (broken && values.includes('192.0.2.1')) throw new Error('throttled');
        return store.find(values, now);
      },
    };
    const one = matcher(flaky);
    await one.match([normalizedRecord({ ip_address: ['192.0.2.1'] })]);
    broken = false;

    const { report } = await one.match([normalizedRecord({ ip_address: ['192.0.2.1'] })]);
    await one.match([normalizedRecord({ ip_address: ['192.0.2.1'] })]);

    expect(report.matched).toBe(1);
    expect(asked).toStrictEqual([['192.0.2.1']]);
  });

  it.each([
    ['before its lifetime', 9 * minute, 1],
    ['after its lifetime', 11 * minute, 2],
  ])('remembers %s what it was told, that there is nothing included', async (_case, later, requests) => {
    const { store, asked } = indicatorStore(indicator('192.0.2.1'));
    let now = 0;
    const one = matcher(store, {}, { now: () => now });
    const record = normalizedRecord({ ip_address: ['192.0.2.1', '192.0.2.2'] });
    await one.match([record]);
    now = later;

    expect((await one.match([record])).report.matched).toBe(1);
    expect(asked.length).toBe(requests);
  });

  it('does not match an indicator that expires while it is remembered', async () => {
    const { store } = indicatorStore(indicator('192.0.2.1', { expires: 5 * minute }));
    let now = 0;
    const one = matcher(store, {}, { now: () => now });
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] });
    await one.match([record]);
    now = 5 * minute;

    expect((await one.match([record])).report.matched).toBe(0);
  });

  it('looks at the records of clusters that enable it only', async () => {
    const { store, asked } = indicatorStore(indicator('192.0.2.1'));
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] }, { cluster: 'corp' });

    expect((await matcher(store).match([record])).enriched.size).toBe(0);
    expect(asked).toStrictEqual([]);
  });

  it.each([
    ['an address of a network', 'ip_address', '198.51.100.7', '198.51.100.0/24', ['ip', '198.51.100.7']],
    ['an IPv6 address of a network', 'ip_address', '2001:DB8:0:0::7', '2001:db8::/32', ['ip', '2001:DB8:0:0::7']],
    ['IPv6 in another spelling', 'ip_address', '2001:0db8::0001', '2001:db8::1', ['ip', '2001:0db8::0001']],
    ['IPv4 in IPv6', 'ip_address', '::ffff:192.0.2.1', '192.0.2.1', ['ip', '::ffff:192.0.2.1']],
    ['a domain in another spelling', 'host', 'Evil.Example.com.', 'evil.example.com', ['domain', 'Evil.Example.com.']],
    [
      'a value that a table of 3.5 spells as the record does',
      'host',
      'Evil.example.com',
      'Evil.example.com',
      ['domain', 'Evil.example.com'],
    ],
    ['SHA-256 where hashes are', 'file_hash', 'AB'.repeat(32), 'ab'.repeat(32), ['sha256', 'AB'.repeat(32)]],
    ['SHA-1 where hashes are', 'file_hash', 'cd'.repeat(20), 'cd'.repeat(20), ['sha1', 'cd'.repeat(20)]],
  ])('finds %s', async (_case, type, value, stored, [foundType, text]) => {
    const hits = await found(type, value, indicator(stored));

    expect(hits).toStrictEqual([[foundType, text, stored]]);
  });

  it.each([
    ['an address beside a network', 'ip_address', '198.51.101.7', '198.51.100.0/24'],
    ['an IPv4 address in an IPv6 network', 'ip_address', '32.1.13.184', '2001:db8::/32'],
    ['a text of no hash function', 'file_hash', 'abc123', 'abc123'],
  ])('does not find %s', async (_case, type, value, stored) => {
    expect(await found(type, value, indicator(stored))).toBeUndefined();
  });

  it('takes the narrowest of several networks', async () => {
    const networks = ['198.51.0.0/16', '198.51.100.0/24', '198.0.0.0/8'].map((value) => indicator(value));

    expect(await found('ip_address', '198.51.100.7', ...networks)).toStrictEqual([
      ['ip', '198.51.100.7', '198.51.100.0/24'],
    ]);
  });
});

describe('evaluate with indicators', () => {
  it('shows rules the indicators with what their source says, by type or all', async () => {
    const told = indicator('192.0.2.1', { source: 'acme-feed' });
    const { store } = indicatorStore(told);
    const seen: unknown[] = [];
    const sees = rule({
      when: (event) => {
        seen.push(event.intel('ip'), event.intel('domain'), event.intel());
        return event.intel('ip').some(({ source }) => source === 'acme-feed');
      },
    });
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] });

    const { alerts, intel } = await evaluate([sees], [record, classified({})], { intel: matcher(store) });

    const hit = { ...told, found: '192.0.2.1' };
    expect(seen).toStrictEqual([[hit], [], [hit], [], [], []]);
    expect(alerts.length).toBe(1);
    expect(intel).toStrictEqual({ values: 1, asked: 1, matched: 1, failed: 0 });
  });

  it('finds rules by the indicators that they require', async () => {
    const { store } = indicatorStore(indicator('192.0.2.1'));
    const requires = rule({ requires: ['streamalert:ioc.ip'] });
    const records = [normalizedRecord({ ip_address: ['192.0.2.1'] }), normalizedRecord({ ip_address: ['192.0.2.2'] })];

    const { alerts } = await evaluate([requires], records, { intel: matcher(store) });

    expect(alerts.length).toBe(1);
  });

  it('gives the same alert whether the indicator was known or not', async () => {
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] }, { id: '' });
    const known = matcher(indicatorStore(indicator('192.0.2.1')).store);

    const [plain, enriched] = await Promise.all([
      evaluate([rule()], [record]),
      evaluate([rule()], [record], { intel: known }),
    ]);

    expect(enriched.alerts[0]?.record['streamalert:ioc']).toStrictEqual({ ip: ['192.0.2.1'] });
    expect(enriched.alerts[0]?.id).toBe(plain.alerts[0]?.id);
  });

  it('loses no alert when the store fails', async () => {
    const store: IndicatorReader = { find: () => Promise.reject(new Error('the table is gone')) };
    const record = normalizedRecord({ ip_address: ['192.0.2.1'] });

    const { alerts, intel } = await evaluate([rule()], [record], { intel: matcher(store) });

    expect(alerts.length).toBe(1);
    expect(intel).toStrictEqual({ values: 1, asked: 1, matched: 0, failed: 1, reason: 'the table is gone' });
  });
});

describe('matcherSettings', () => {
  const intel = { ...settings, enabled: true, feeds: new Map() };
  const cluster = (name: string, enableThreatIntel: boolean) =>
    [name, { name, dataSources: {}, enableThreatIntel }] as const;

  it('names the clusters that enable it', () => {
    const clusters = new Map([cluster('prod', true), cluster('corp', false)]);

    expect(matcherSettings({ threatIntel: intel, clusters })?.clusters).toStrictEqual(new Set(['prod']));
  });

  it.each([
    ['it is disabled', { ...intel, enabled: false }, true],
    ['no cluster enables it', intel, false],
    ['no type is looked up', { ...intel, indicatorTypes: new Map<string, string>() }, true],
  ])('is nothing when %s', (_case, threatIntel, enabled) => {
    expect(matcherSettings({ threatIntel, clusters: new Map([cluster('prod', enabled)]) })).toBeUndefined();
  });
});
