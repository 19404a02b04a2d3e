import { join } from 'node:path';
import type { Config } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import {
  type CloudTrailEvent,
  defineCloudTrailRule,
  definePublisher,
  defineRule,
  type Rule,
} from '@streamalert/rules-sdk';
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
      {
        kind: 'unexpected rule',
        message: 'trail_stopped fired',
        because: ['eventName = "StopLogging"', 'eventSource = "cloudtrail.amazonaws.com"'],
      },
    ]);
  });

  it('fails an event whose rules do not fire, and says what stopped them', async () => {
    const event = await runOne(testEvent({ trigger_rules: ['nothing_much', 'no_such_rule', 'trail_stopped'] }), {
      rules: [trailStopped, nothingMuch],
    });

    expect(event.problems).toStrictEqual([
      { kind: 'missing rule', message: 'no_such_rule did not fire', because: ['no rule has this id'] },
      {
        kind: 'missing rule',
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
      '"trigger_rules" must be a list of rule names ([] when none may fire), or { "contains": […], "excludes": […] }',
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

  it('counts as near miss only an event that keeps the rule quiet', async () => {
    const quiet = { data: { Records: [cloudTrail({ eventName: 'StartLogging' })] } };
    const files = (expected: Json) => ({ 'a.json': [testEvent(), testEvent({ ...quiet, trigger_rules: expected })] });
    const [open, closed] = await Promise.all([
      run(files({ contains: [] })),
      run(files({ contains: [], excludes: ['trail_stopped'] })),
    ]);
    expect([open.rulesWithoutQuietEvent, closed.rulesWithoutQuietEvent]).toStrictEqual([['trail_stopped'], []]);
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

describe('trigger_rules', () => {
  const everything = defineCloudTrailRule({ id: 'everything', description: 'Fires always.' });
  const rules = [trailStopped, nothingMuch, everything];
  const problemsOf = async (expected: Json) =>
    (await runOne(testEvent({ trigger_rules: expected }), { rules })).problems.map(({ message }) => message);

  it.each<[string, Json, readonly string[]]>([
    ['a list is exactly what fires', ['trail_stopped', 'everything'], []],
    [
      'a list with one too few and one too many (row 41)',
      ['trail_stopped', 'nothing_much'],
      ['everything fired', 'nothing_much did not fire'],
    ],
    ['none, where some fire (row 41)', [], ['everything fired', 'trail_stopped fired']],
    ['contains leaves the others alone', { contains: ['trail_stopped'] }, []],
    ['contains one that does not fire', { contains: ['nothing_much'] }, ['nothing_much did not fire']],
    ['excludes one that fires', { excludes: ['everything'] }, ['everything fired']],
    ['both', { contains: ['trail_stopped'], excludes: ['nothing_much'] }, []],
  ])('%s', async (_case, expected, problems) => {
    expect(await problemsOf(expected)).toStrictEqual(problems);
  });

  it.each<[string, Json]>([
    ['an object without either', {}],
    ['another key', { contains: [], only: [] }],
    ['text in contains', { contains: 'a' }],
  ])('refuses %s', async (_case, expected) => {
    expect(await problemsOf(expected)).toStrictEqual([expect.stringContaining('"trigger_rules" must be')]);
  });

  it('drops an expected rule that is disabled, and passes if nothing fires (row 40)', async () => {
    const disabled = { ...trailStopped, enabled: false };
    const event = await runOne(testEvent({ trigger_rules: ['trail_stopped'] }), { rules: [disabled] });
    expect([event.passed, event.expected]).toStrictEqual([true, { log: 'cloudtrail:events', rules: [] }]);
  });

  it('are in the report as they are expected', async () => {
    const event = await runOne(testEvent({ trigger_rules: { contains: ['b', 'a'], excludes: ['c'] } }), { rules });
    expect(event.expected).toStrictEqual({
      log: 'cloudtrail:events',
      rules: ['a', 'b'],
      exact: false,
      excludes: ['c'],
    });
  });
});

describe('why a rule did not fire', () => {
  const because = async (options: Parameters<typeof defineCloudTrailRule>[0]) => {
    const rule = defineCloudTrailRule(options);
    const event = await runOne(testEvent({ trigger_rules: [options.id] }), { rules: [rule] });
    return event.problems.flatMap((problem) => problem.because);
  };
  const base = { id: 'one', description: 'For tests.' };

  it('names the matcher that said no, and what it looked at', async () => {
    const isProduction = ({ cluster }: { cluster: string }) => cluster === 'prod';
    function byRobot({ record }: { record: JsonObject }) {
      return record['userAgent'] === 'robot';
    }

    expect(await because({ ...base, matchers: [isProduction, byRobot] })).toStrictEqual([
      'matcher 2 (byRobot) says no',
      'userAgent = ""',
    ]);
  });

  it('shows the part of the record that the rule looked at', async () => {
    const when = ({ userIdentity, errorCode }: CloudTrailEvent) => userIdentity?.type === 'Root' && !errorCode;

    expect(await because({ ...base, when })).toStrictEqual([
      'its conditions hold; its own code says no',
      'eventName = "StopLogging"',
      'eventSource = "cloudtrail.amazonaws.com"',
      'errorCode = ""',
      'userIdentity.type = "IAMUser"',
    ]);
  });
});

describe('the fixtures of an event', () => {
  const listed = defineCloudTrailRule({
    id: 'listed',
    description: 'Asks a lookup table.',
    when: async ({ eventName }, event) => (await event.lookup('watched', eventName, false)) === true,
  });
  const tables = (content: JsonObject) => ({ test_fixtures: { lookup_tables: content } });

  it('are its lookup tables, and no other event sees them', async () => {
    const watched = testEvent({ ...tables({ watched: { StopLogging: true } }), trigger_rules: ['listed'] });
    const report = await run(
      { 'a.json': [watched, testEvent({ trigger_rules: [] }), testEvent({ ...tables({}), trigger_rules: [] })] },
      { rules: [listed] },
    );
    expect(report.events.map(({ passed }) => passed)).toStrictEqual([true, true, true]);
  });

  const intel = { test_fixtures: { threat_intel: [{ ioc_value: '192.0.2.14', ioc_type: 'ip', sub_type: 'c2_ip' }] } };
  const knownBad = defineRule({
    id: 'known_bad',
    description: 'An address that is an indicator.',
    logs: ['cloudwatch:events'],
    when: ({ intel: hits }) => hits('ip').some(({ subType }) => subType === 'c2_ip'),
  });
  const cloudWatch = {
    log: 'cloudwatch:events',
    override_record: { detail: { sourceIPAddress: '192.0.2.14' } },
    trigger_rules: ['known_bad'],
    service: 'kinesis',
    source: 'prefix_cluster1_streamalert',
  };
  const withIntel = (): Config => ({
    ...config,
    clusters: new Map([...config.clusters].map(([name, one]) => [name, { ...one, enableThreatIntel: true }])),
    threatIntel: {
      ...(config.threatIntel as NonNullable<Config['threatIntel']>),
      enabled: true,
      indicatorTypes: new Map([['ip_address', 'ip']]),
    },
  });

  it('are its indicators, and no other event sees them', async () => {
    const quiet = testEvent({ ...cloudWatch, trigger_rules: [] });
    const files = { 'a.json': [quiet, testEvent({ ...cloudWatch, ...intel }), quiet] };
    const report = await run(files, { rules: [knownBad], config: withIntel() });
    expect(report.events.flatMap(({ problems, warnings }) => [...problems, ...warnings])).toStrictEqual([]);
  });

  it('say that no indicator is looked for where threat intelligence is off, as in 3.5', async () => {
    const event = await runOne(testEvent({ ...cloudWatch, ...intel }), { rules: [knownBad] });
    expect([event.passed, event.warnings]).toStrictEqual([
      false,
      [expect.stringContaining('threat intelligence is not enabled')],
    ]);
  });

  it.each<[string, Json, string]>([
    ['that are a list', [], '"test_fixtures" must be an object: threat_intel, lookup_tables'],
    ['of another kind', { lookups: {} }, '"test_fixtures.lookups" is neither threat_intel nor lookup_tables'],
    [
      'with half an indicator',
      { threat_intel: [{ ioc_value: 'a' }] },
      '"test_fixtures.threat_intel" must be a list of { ioc_value, ioc_type, sub_type }, each a text',
    ],
    [
      'with a table that is a list',
      { lookup_tables: { a: [] } },
      '"test_fixtures.lookup_tables" must be an object: tables by name, each an object of values by key',
    ],
  ])('are refused %s', async (_case, fixtures, message) => {
    const event = await runOne(testEvent({ test_fixtures: fixtures }));
    expect(event.problems).toStrictEqual([{ kind: 'invalid', message, because: [] }]);
  });
});

describe('the time of an event', () => {
  const timed = defineCloudTrailRule({
    id: 'timed',
    description: 'Fires on New Year.',
    when: ({ eventTime }, { now }) => now === 1_767_225_600_000_000 && eventTime === '1767225540',
  });
  const data = { Records: [cloudTrail({ eventTime: '<helper:last_hour>' })] };

  it.each<[string, Json]>([
    ['text', '2026-01-01T00:00:00Z'],
    ['a day', '2026-01-01'],
    ['seconds', 1_767_225_600],
  ])('may be set, as %s, also for its helpers', async (_case, now) => {
    expect(
      (await runOne(testEvent({ data, now, trigger_rules: ['timed'] }), { rules: [timed] })).problems,
    ).toStrictEqual([]);
  });

  it('is refused when it is none', async () => {
    const message = '"now" must be a time like "2026-11-20T09:00:00Z", or seconds since 1970';
    expect((await runOne(testEvent({ now: 'noon' }))).problems).toStrictEqual([
      { kind: 'invalid', message, because: [] },
    ]);
  });
});

describe('a run', () => {
  it('takes every record into a sample, so that an event of a sampled rule decides nothing by chance', async () => {
    const sampled = defineCloudTrailRule({ id: 'one', description: 'x', when: (_, event) => event.sampled(0.001) });
    const report = await run({ 'a.json': Array(20).fill(testEvent({ trigger_rules: ['one'] })) }, { rules: [sampled] });
    expect(report.summary.passed).toBe(20);
  });

  it('repeats until something fails, and tells what each rule did', async () => {
    let calls = 0;
    const third = defineCloudTrailRule({ id: 'third', description: 'x', when: () => ++calls === 3 });
    const quiet = testEvent({ trigger_rules: [] });
    const report = await run({ 'a.json': [quiet] }, { rules: [third], repeat: 5, stats: true });
    expect([report.passed, report.repetitions, report.ruleMetrics]).toStrictEqual([
      false,
      3,
      { third: { evaluations: 3, matches: 1, errors: 0, ms: expect.any(Number) } },
    ]);
  });

  it.each<[string, string, readonly number[]]>([
    ['a file', 'a.json', [1, 2]],
    ['one event of it', 'a:2', [2]],
  ])('may be of %s', async (_case, name, indexes) => {
    const files = { 'a.json': [testEvent(), testEvent()], 'b.json': [testEvent()] };
    const report = await run(files, { only: { files: [name] } });
    expect([report.passed, report.events.map(({ index }) => index)]).toStrictEqual([true, indexes]);
  });

  it('fails for an event that a file does not have', async () => {
    const report = await run({ 'a.json': [testEvent()] }, { only: { files: ['a.json:2'] } });
    expect(report.issues).toStrictEqual([
      { file: 'a.json:2', pointer: '', message: 'a.json has no event 2, only 1', severity: 'error' },
    ]);
  });

  it('may leave out rules that no event names, but not where the events name none', async () => {
    const later = defineCloudTrailRule({ id: 'later', description: 'Was added later.' });
    const options = { rules: [trailStopped, later], namedRulesOnly: true };
    const named = await run({ 'a.json': [testEvent()] }, options);
    const none = await run({ 'a.json': [testEvent({ trigger_rules: [] })] }, options);
    expect([named.passed, named.rulesLeftOut]).toStrictEqual([true, ['later']]);
    expect([none.passed, none.rulesLeftOut]).toStrictEqual([false, undefined]);
  });
});
