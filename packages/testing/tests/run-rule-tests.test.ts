import { join } from 'node:path';
import type { Config } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import { defineCloudTrailRule, definePublisher, defineRule, type Rule } from '@streamalert/rules-sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EventReport, type RuleTestOptions, runRuleTests, type TestReport } from '../src/index.ts';
import { cloudTrail, testEvent } from './helpers/events.ts';
import { folderOf, sampleConfig } from './helpers/workspace.ts';

const trailStopped = defineCloudTrailRule({
  id: 'trail_stopped',
  description: 'Somebody stopped a trail.',
  where: { eventName: 'StopLogging' },
});
const nothingMuch = defineRule({
  id: 'nothing_much',
  description: 'Never fires.',
  logs: ['cloudtrail:events'],
  where: { eventName: 'DeleteTrail' },
});

let config: Config;
beforeAll(async () => {
  config = await sampleConfig();
});

async function run(
  files: Readonly<Record<string, unknown>>,
  options: Partial<RuleTestOptions> & { readonly rules?: readonly Rule[] } = {},
): Promise<TestReport> {
  const folder = await folderOf(files);
  try {
    const report = await runRuleTests({ config, rules: [trailStopped], eventLocations: [folder.path], ...options });
    return JSON.parse(JSON.stringify(report).replaceAll(`${folder.path}/`, '')) as TestReport;
  } finally {
    await folder.remove();
  }
}

async function runOne(event: Json, options: Parameters<typeof run>[1] = {}): Promise<EventReport> {
  const { events } = await run({ 'events.json': [event] }, options);
  return events[0] as EventReport;
}

describe('runRuleTests', () => {
  it('passes an event that is classified as expected and fires exactly its rules', async () => {
    const report = await run({ 'events.json': [testEvent()] });

    expect(report).toStrictEqual({
      passed: true,
      summary: { total: 1, passed: 1, failed: 0 },
      issues: [],
      events: [
        {
          file: 'events.json',
          index: 1,
          description: 'a trail is stopped',
          passed: true,
          expected: { log: 'cloudtrail:events', rules: ['trail_stopped'] },
          classified: ['cloudtrail:events'],
          triggered: ['trail_stopped'],
          problems: [],
          warnings: [],
        },
      ],
      rulesWithoutEvents: [],
      rulesWithoutQuietEvent: ['trail_stopped'],
      seconds: expect.any(Number),
    });
  });

  it('fails an event that fires a rule it does not expect, and says by which values', async () => {
    const event = await runOne(testEvent({ trigger_rules: [] }));

    expect([event.passed, event.triggered]).toStrictEqual([false, ['trail_stopped']]);
    expect(event.problems).toStrictEqual([
      { kind: 'rules', message: 'trail_stopped fired', because: ['eventName = "StopLogging"'] },
    ]);
  });

  it('fails an event whose rules do not fire, and says what stopped them', async () => {
    const event = await runOne(testEvent({ trigger_rules: ['nothing_much', 'no_such_rule', 'trail_stopped'] }), {
      rules: [trailStopped, nothingMuch],
    });

    expect(event.problems).toStrictEqual([
      { kind: 'rules', message: 'no_such_rule did not fire', because: ['no rule has this id'] },
      {
        kind: 'rules',
        message: 'nothing_much did not fire',
        because: ['eventName = "StopLogging", the rule wants "DeleteTrail"'],
      },
    ]);
  });

  it('evaluates every record of an event', async () => {
    const data: JsonObject = { Records: [cloudTrail({ eventName: 'StartLogging' }), cloudTrail()] };
    expect((await runOne(testEvent({ data }))).triggered).toStrictEqual(['trail_stopped']);
  });

  it('fails an event that is rejected, and compares it with the log type it expects', async () => {
    const { eventID: _id, ...incomplete } = cloudTrail({ newField: 1 });
    const event = await runOne(testEvent({ data: { Records: [incomplete] } }));

    expect([event.classified, event.triggered]).toStrictEqual([[], []]);
    expect(event.problems).toStrictEqual([
      {
        kind: 'classification',
        message: expect.stringContaining('the log was rejected: '),
        because: ['cloudtrail:events also needs eventID', 'cloudtrail:events does not know newField'],
      },
    ]);
  });

  it('fails an event that is classified as another log type, and says why not as its own', async () => {
    const event = await runOne(testEvent({ log: 'cloudtrail:insight', classify_only: true }));

    expect(event.classified).toStrictEqual(['cloudtrail:events']);
    expect(event.problems).toMatchObject([
      { kind: 'classification', message: 'the log was classified as cloudtrail:events' },
    ]);
    expect(event.problems[0]?.because[0]).toBe(
      'cloudtrail:insight also needs eventCategory, insightDetails, sharedEventID',
    );
  });

  it('fails an event of which only some records are recognised', async () => {
    const event = await runOne(testEvent({ data: { Records: [cloudTrail(), { eventName: 'StopLogging' }] } }));
    expect([event.passed, event.classified]).toStrictEqual([false, ['cloudtrail:events']]);
  });

  it('stops after the classification where the event or the caller says so', async () => {
    const event = testEvent({ trigger_rules: [] });
    const reports = [await runOne({ ...event, classify_only: true }), await runOne(event, { stage: 'classifier' })];
    expect(reports.map(({ passed, triggered, expected }) => [passed, triggered, expected])).toStrictEqual(
      Array(2).fill([true, [], { log: 'cloudtrail:events' }]),
    );
  });

  it('fails only the event whose source is in no cluster', async () => {
    const { events, summary } = await run({ 'events.json': [testEvent({ source: 'stranger' }), testEvent()] });

    expect(summary).toStrictEqual({ total: 2, passed: 1, failed: 1 });
    expect(events[0]?.problems).toStrictEqual([
      {
        kind: 'source',
        message: 'no cluster has "stranger" among its data_sources.s3',
        because: ['s3 has prefix.cluster.sample.bucket'],
      },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['kinesis', { source: 'prefix_cluster1_streamalert' }],
    ['kinesis', { source: 'prefix_cluster1_streamalert', compress: true }],
    ['sns', { source: 'prefix_cluster_sample_topic' }],
  ])('takes events of %s', async (service, more) => {
    expect((await runOne(testEvent({ service, ...more }))).problems).toStrictEqual([]);
  });

  it('fills the record of override_record from the schema, and prefers it to data', async () => {
    const event = testEvent({ override_record: { eventName: 'StopLogging', eventSource: 'x' }, data: { a: 1 } });
    expect((await runOne(event)).problems).toStrictEqual([]);
  });

  it('puts the time of a minute ago in the place of <helper:last_hour>, in lists too', async () => {
    const recent = defineCloudTrailRule({
      id: 'recent',
      description: 'Answers with the time it found.',
      when: ({ eventTime, resources }) => `${eventTime} ${resources?.[0]}` === '1763629140 1763629140',
    });
    const data = { Records: [cloudTrail({ eventTime: '<helper:last_hour>', resources: ['<helper:last_hour>'] })] };
    const event = await runOne(testEvent({ data, trigger_rules: ['recent'] }), {
      rules: [recent],
      now: 1_763_629_200_000_000,
    });
    expect(event.problems).toStrictEqual([]);
  });

  it('keeps integers beyond 2⁵³ as they stand in the file', async () => {
    const big = defineCloudTrailRule({
      id: 'big',
      description: 'Looks for an integer that a double cannot hold.',
      when: ({ requestParameters }) => requestParameters?.['size'] === 9007199254740993n,
    });
    const text = JSON.stringify([
      testEvent({ data: { Records: [cloudTrail({ requestParameters: { size: 1 } })] }, trigger_rules: ['big'] }),
    ]).replace('"size":1', '"size":9007199254740993');
    expect((await run({ 'events.json': text }, { rules: [big] })).summary.passed).toBe(1);
  });

  it('reports a rule that throws, and still runs the others', async () => {
    const broken = defineCloudTrailRule({
      id: 'broken',
      description: 'Throws.',
      when: () => {
        throw new Error('no such luck');
      },
    });
    const event = await runOne(testEvent(), { rules: [broken, trailStopped] });

    expect(event.triggered).toStrictEqual(['trail_stopped']);
    expect(event.problems).toMatchObject([{ kind: 'rule failure', message: expect.stringContaining('no such luck') }]);
  });

  it('does not expect a disabled rule to fire, and does not ask for events of it', async () => {
    const disabled = defineRule({ ...nothingMuch, logs: ['cloudtrail:events'], enabled: false });
    const report = await run(
      { 'events.json': [testEvent({ trigger_rules: ['trail_stopped', 'nothing_much'] })] },
      { rules: [disabled, trailStopped] },
    );
    expect([report.passed, report.rulesWithoutEvents]).toStrictEqual([true, []]);
  });

  it.each<[string, JsonObject, string]>([
    ['no description', { description: 1 }, '"description" must be text'],
    ['an unknown log type', { log: 'a:b' }, 'no schema defines the log type "a:b"'],
    ['an unknown service', { service: 'ftp' }, '"service" must be one of kinesis, s3, sns, sqs, streamalert_app'],
    [
      'rules that are text',
      { trigger_rules: 'a' },
      '"trigger_rules" must be a list of rule names; [] when none may fire',
    ],
    [
      'data that is a list',
      { data: [] },
      '"data" must be an object or text that is not empty, or "override_record" be there',
    ],
    ['empty data', { data: {} }, '"data" must be an object or text that is not empty, or "override_record" be there'],
    ['an override that is text', { override_record: 'a' }, '"override_record" must be an object'],
    ['compression elsewhere', { compress: true }, '"compress" is for the service kinesis only'],
    ['checks that are a list', { publisher_tests: [] }, '"publisher_tests" must be an object: checks by output'],
    ['another helper', { source: '<helper:next_year>' }, 'there is no helper "next_year"; the only one is last_hour'],
  ])('refuses an event with %s', async (_case, more, message) => {
    const event = await runOne(testEvent(more));
    expect(event.problems).toStrictEqual([{ kind: 'invalid', message, because: [] }]);
  });

  it('does not pass events that use fixtures, which this version does not support', async () => {
    const event = await runOne(testEvent({ test_fixtures: { threat_intel: [], lookup_tables: {} } }));
    expect(event.problems.map(({ kind, message }) => [kind, message])).toStrictEqual([
      ['unsupported', '"test_fixtures.threat_intel" is not supported by this version'],
      ['unsupported', '"test_fixtures.lookup_tables" is not supported by this version'],
    ]);
  });

  it('passes an event with an unknown key, and mentions it', async () => {
    const event = await runOne(testEvent({ validate_schema_only: true, note: '' }));
    expect([event.passed, event.warnings]).toStrictEqual([
      true,
      ['"validate_schema_only" has become "classify_only"; it has no effect', '"note" is not a key of test events'],
    ]);
  });
});

describe('the event files of runRuleTests', () => {
  it('fail the run when one is not JSON, with the place (spec 02 §11 row 42)', async () => {
    const report = await run({ 'a.json': '[\n  {"a": 1},\n]', 'b.json': [testEvent()] });

    expect([report.passed, report.summary.passed]).toStrictEqual([false, 1]);
    expect(report.issues).toMatchObject([{ file: 'a.json', message: expect.stringContaining('line 3, column 1') }]);
  });

  it('fail the run when one is no array', async () => {
    const report = await run({ 'a.json': { records: [testEvent()] } });
    expect(report.issues).toStrictEqual([
      { file: 'a.json', pointer: '', message: 'must be an array of test events', severity: 'error' },
    ]);
  });

  it('fail the run when a location does not exist', async () => {
    const report = await runRuleTests({ config, rules: [], eventLocations: [join('no', 'such', 'folder')] });
    expect([report.passed, report.issues[0]?.message]).toStrictEqual([false, 'does not exist']);
  });

  it('are taken in alphabetical order, from folders below too', async () => {
    const files = { 'b.json': [testEvent()], 'a/z.json': [testEvent()], 'a/c.json': [testEvent()], 'a/n.txt': 'no' };
    const report = await run(files);
    expect(report.events.map(({ file }) => file)).toStrictEqual(['a/c.json', 'a/z.json', 'b.json']);
  });

  it('are chosen by name', async () => {
    const files = { 'a.json': [testEvent()], 'b.json': '[' };
    const report = await run(files, { only: { files: ['a'] } });
    expect([report.passed, report.events.map(({ file }) => file)]).toStrictEqual([true, ['a.json']]);
  });

  it('fail the run once when a chosen one is not JSON', async () => {
    const report = await run({ 'a.json': [testEvent()], 'b.json': '[' }, { only: { files: ['b.json'] } });
    expect(report.issues.map(({ file }) => file)).toStrictEqual(['b.json']);
  });

  it('fail the run when a chosen one is nowhere', async () => {
    const report = await run({ 'a.json': [testEvent()] }, { only: { files: ['c.json'] } });
    expect(report.issues).toMatchObject([{ file: 'c.json', message: 'is not among the test event files' }]);
  });

  it('are narrowed to the events that expect a rule', async () => {
    const report = await run(
      { 'a.json': [testEvent(), testEvent({ trigger_rules: [] })] },
      { only: { rules: ['trail_stopped'] } },
    );
    expect(report.events.map(({ index }) => index)).toStrictEqual([1]);
  });

  it('fail the run when no event expects a chosen rule', async () => {
    const report = await run({ 'a.json': [testEvent()] }, { only: { rules: ['trail_stoped'] } });
    expect([report.passed, report.issues[0]?.message]).toStrictEqual([false, 'is a rule that no test event expects']);
  });

  it('count as near miss only what stands beside a firing event', async () => {
    const quiet = testEvent({ trigger_rules: [], data: { Records: [cloudTrail({ eventName: 'StartLogging' })] } });
    const apart = await run({ 'a.json': [testEvent()], 'b.json': [quiet] });
    const beside = await run({ 'a.json': [testEvent(), quiet] });
    expect([apart.rulesWithoutQuietEvent, beside.rulesWithoutQuietEvent]).toStrictEqual([['trail_stopped'], []]);
  });
});

describe('the publisher tests of runRuleTests', () => {
  const greeting = definePublisher('greeting', (alert, publication) => ({
    ...publication,
    '@slack.text': `hello ${alert.ruleName}`,
    list: ['a', { b: 1 }],
  }));
  const withPublisher = defineCloudTrailRule({
    id: 'trail_stopped',
    description: 'Somebody stopped a trail.',
    where: { eventName: 'StopLogging' },
    outputs: ['slack:soc'],
    publishers: { slack: greeting },
  });
  const check = async (output: string, ...checks: readonly Json[]): Promise<readonly string[]> => {
    const event = await runOne(testEvent({ publisher_tests: { [output]: checks } }), { rules: [withPublisher] });
    return event.problems.flatMap(({ because }) => because);
  };

  it.each<[string, Json]>([
    ['is', ['"@slack.text"', 'is', 'hello trail_stopped']],
    ['is, on a value with parts', { jmespath_expression: 'list[1]', condition: 'is', value: { b: 1 } }],
    ['in', ['list[0]', 'in', ['a', 'b']]],
    ['contains, in text', ['"@slack.text"', 'contains', 'trail']],
    ['contains, in a list', ['list', 'contains', { b: 1 }]],
  ])('hold: %s', async (_case, data) => {
    expect(await check('slack:soc', data)).toStrictEqual([]);
  });

  it.each<[string, Json, string]>([
    ['another value', ['list[0]', 'is', 'b'], 'list[0] is "b": found "a"'],
    ['a value in no list', ['list[0]', 'in', 'a'], 'list[0] in "a": found "a"'],
    ['nothing there', ['missing', 'contains', 'a'], 'missing contains "a": found null'],
    ['an unknown condition', ['list', 'has', 'a'], '"has" is not one of is, in, contains'],
    ['half a check', ['list'], 'a check is { jmespath_expression, condition, value } or a list of these three'],
  ])('fail: %s', async (_case, data, reason) => {
    expect(await check('slack:soc', data)).toStrictEqual([reason]);
  });

  it('fail for an output that the alert does not go to', async () => {
    expect(await check('slack:other', ['list', 'is', []])).toStrictEqual([
      'the alert does not go to slack:other, only to aws-firehose:alerts, slack:soc',
    ]);
  });

  it('fail the check, not the run, when a publisher throws', async () => {
    const broken = definePublisher('broken', () => {
      throw new Error('no template');
    });
    const event = await runOne(testEvent({ publisher_tests: { 'slack:soc': [['a', 'is', null]] } }), {
      rules: [{ ...withPublisher, publishers: broken }],
    });
    expect(event.problems.flatMap(({ because }) => because)).toStrictEqual(['publisher broken failed: no template']);
  });

  it('are left out with skip_publishers', async () => {
    const event = testEvent({ skip_publishers: true, publisher_tests: { 'slack:soc': [['list', 'is', 'b']] } });
    expect((await runOne(event, { rules: [withPublisher] })).problems).toStrictEqual([]);
  });
});
