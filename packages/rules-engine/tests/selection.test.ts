import type { JsonObject } from '@streamalert/core';
import { defineCloudTrailRule, type FieldTests, type Rule } from '@streamalert/rules-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classified, fired, rule } from './helpers/records.ts';

const hostname = { streamalert_normalization: { hostname: [{ function: 'Host', values: ['a.example.com'] }] } };

describe('selection by log type and normalized type', () => {
  it.each([
    ['the exact log type', { logs: ['vpn:login'] }, {}, true],
    ['a source without its kind (row 4)', { logs: ['vpn'] }, {}, false],
    ['a longer name (row 5)', { logs: ['vpn:login2'] }, {}, false],
    ['datatypes, on a record without the type (row 6)', { logs: undefined, datatypes: ['hostname'] }, {}, false],
    ['datatypes, on a record with the type', { logs: undefined, datatypes: ['ip', 'hostname'] }, hostname, true],
    ['both, where only the log type fits', { datatypes: ['hostname'] }, {}, false],
    ['both, where only the datatype fits', { logs: ['a:b'], datatypes: ['hostname'] }, hostname, false],
    ['no log types at all (row 7)', { logs: [], datatypes: ['hostname'] }, hostname, false],
    ['a rule that is not enabled', { enabled: false }, {}, false],
  ])('with %s', async (_case, options, record, expected) => {
    const subject = rule({ ...options } as Parameters<typeof rule>[0]);

    expect(await fired([subject], [classified(record)])).toStrictEqual(expected ? ['always'] : []);
  });

  it('gives normalized values without duplicates', async () => {
    const values: unknown[] = [];
    const record = { streamalert_normalization: { ip: [{ values: ['192.0.2.1'] }, { values: ['192.0.2.1', 7] }] } };
    const subject = rule({
      when: (event) => values.push(event.normalized('ip'), event.normalized('none')) === 0,
    });

    await fired([subject], [classified(record)]);

    expect(values).toStrictEqual([['192.0.2.1', 7], []]);
  });
});

describe('requires', () => {
  it.each([
    ['a parent is null (row 8)', ['geo.city'], { geo: null }, false],
    ['the value is null (row 9)', ['geo.city'], { geo: { city: null } }, true],
    ['the parent is an array (row 10)', ['geo.city'], { geo: ['city'] }, false],
    ['the path is deeper', ['a.b.c'], { a: { b: { c: 0 } } }, true],
    ['one of two is absent', ['a', 'b'], { a: 1 }, false],
    ['the name is inherited', ['toString'], {}, false],
  ])('when %s', async (_case, requires, record, expected) => {
    expect(await fired([rule({ requires })], [classified(record)])).toStrictEqual(expected ? ['always'] : []);
  });
});

describe('where', () => {
  it.each([
    ['one value', { action: 'login' }, { action: 'login' }, true],
    ['another value', { action: 'login' }, { action: 'logout' }, false],
    ['one of several', { action: ['login', 'logout'] }, { action: 'logout' }, true],
    ['a nested field', { 'geo.city.name': 'Oslo' }, { geo: { city: { name: 'Oslo' } } }, true],
    ['two fields, one of which fits', { action: 'login', user: 'mia' }, { action: 'login', user: 'kim' }, false],
    ['a number for text', { port: '22' }, { port: 22 }, false],
    ['null', { user: null }, { user: null }, true],
    ['an absent field', { user: null }, {}, false],
    ['a big integer', { n: 2n ** 53n + 1n }, { n: 2n ** 53n + 1n }, true],
  ] as [string, FieldTests, JsonObject, boolean][])('with %s', async (_case, where, record, expected) => {
    expect(await fired([rule({ where })], [classified(record)])).toStrictEqual(expected ? ['always'] : []);
  });

  it('joins the tests for all log types and for one', async () => {
    const subject = rule({ where: { a: 1 }, whereByLog: { 'vpn:login': { b: 2 }, 'other:log': { c: 3 } } });

    expect(await fired([subject], [classified({ a: 1 }), classified({ a: 1, b: 2 })])).toStrictEqual(['always']);
  });

  it('finds a CloudTrail rule however the event arrives', async () => {
    const event = { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' };
    const subject = defineCloudTrailRule({
      id: 'stopped',
      description: 'Stopped.',
      where: { eventName: 'StopLogging' },
    });
    const records = [
      classified(event, { log_schema_type: 'cloudtrail:events' }),
      classified(
        { 'detail-type': 'AWS API Call via CloudTrail', detail: event },
        { log_schema_type: 'cloudwatch:events' },
      ),
      classified(event, { log_schema_type: 'cloudwatch:cloudtrail' }),
      classified(
        { 'detail-type': 'Scheduled Event', detail: { eventName: 'StopLogging' } },
        { log_schema_type: 'cloudwatch:events' },
      ),
      classified({ ...event, eventName: 'StartLogging' }, { log_schema_type: 'cloudtrail:events' }),
    ];

    expect(await fired([subject], records)).toStrictEqual(['stopped', 'stopped', 'stopped']);
  });

  it('selects the same rules as asking each of them', async () => {
    const value = fc.constantFrom<string | number>('x', 'y', 1, 2);
    const tests = fc.dictionary(fc.constantFrom('a', 'b', 'a.b'), fc.array(value, { minLength: 1, maxLength: 3 }));
    const record = fc.record(
      { a: fc.oneof(value, fc.record({ b: value })), b: value },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>;
    const asked = (record: JsonObject, where: FieldTests): boolean =>
      Object.entries(where).every(([path, values]) => {
        const [first = '', second] = path.split('.');
        const outer = record[first];
        const found = second === undefined ? outer : (outer as JsonObject | undefined)?.[second];
        return (values as readonly unknown[]).includes(found);
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(tests, { maxLength: 8 }),
        fc.array(record, { maxLength: 5 }),
        async (wheres, records) => {
          const rules: Rule[] = wheres.map((where, at) => rule({ id: `rule_${at}`, where }));
          const expected = records.flatMap((one) =>
            wheres.flatMap((where, at) => (asked(one, where) ? [`rule_${at}`] : [])),
          );

          expect(
            await fired(
              rules,
              records.map((one) => classified(one)),
            ),
          ).toStrictEqual(expected);
        },
      ),
    );
  });
});

describe('order', () => {
  it('runs rules by id, however they are given and found', async () => {
    const rules = [rule({ id: 'c', where: { a: 1 } }), rule({ id: 'a', where: { b: 1 } }), rule({ id: 'b' })];

    expect(await fired(rules, [classified({ a: 1, b: 1 })])).toStrictEqual(['a', 'b', 'c']);
  });
});
