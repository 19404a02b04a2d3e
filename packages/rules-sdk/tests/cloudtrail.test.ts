import { describe, expect, it } from 'vitest';
import { cloudTrailEvent, defineCloudTrailRule, isRule, type Json, ruleMark } from '../src/index.ts';
import { ruleEvent } from './helpers/events.ts';

const event = { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com', userIdentity: { type: 'Root' } };

describe('cloudTrailEvent', () => {
  it.each([
    ['a record of an S3 object', 'cloudtrail:events', event],
    ['an EventBridge event', 'cloudwatch:events', { 'detail-type': 'AWS API Call via CloudTrail', detail: event }],
    ['a record of CloudWatch Logs', 'cloudwatch:cloudtrail', event],
  ])('finds the event in %s', (_case, logType, record) => {
    expect(cloudTrailEvent(ruleEvent(record, logType))).toStrictEqual(event);
  });

  it.each([
    [
      'an EventBridge event of another kind',
      'cloudwatch:events',
      { 'detail-type': 'GuardDuty Finding', detail: { id: 'x' } },
    ],
    ['an EventBridge event without detail', 'cloudwatch:events', { detail: null }],
    ['a name that is not text', 'cloudtrail:events', { ...event, eventName: null }],
  ])('finds none in %s', (_case, logType, record) => {
    expect(cloudTrailEvent(ruleEvent(record, logType))).toBeUndefined();
  });

  it('looks again at a record that was changed', () => {
    const record: Record<string, Json> = { ...event };
    const found = () => cloudTrailEvent(ruleEvent(record, 'cloudtrail:events')) !== undefined;

    const before = found();
    delete record['eventName'];

    expect([before, found()]).toStrictEqual([true, false]);
  });

  it('finds a frozen event again and again', () => {
    const frozen = [Object.freeze({ ...event }), Object.freeze({ ...event, eventName: 'DeleteTrail' })];
    const names = [0, 0, 1, 1, 0].map(
      (at) => cloudTrailEvent(ruleEvent(frozen[at] ?? {}, 'cloudtrail:events'))?.eventName,
    );

    expect(names).toStrictEqual(['StopLogging', 'StopLogging', 'DeleteTrail', 'DeleteTrail', 'StopLogging']);
  });
});

describe('defineCloudTrailRule', () => {
  const base = { id: 'stopped', description: 'Stopped.' };
  const s3 = (record: object) => ruleEvent({ ...event, ...record }, 'cloudtrail:events');

  it('becomes a rule on the three log types, each with its own paths', () => {
    const { when, ...rule } = defineCloudTrailRule({ ...base, where: { eventName: 'StopLogging' }, severity: 'high' });

    expect(isRule({ ...rule, when })).toBe(true);
    expect(rule).toStrictEqual({
      ...base,
      severity: 'high',
      logs: ['cloudtrail:events', 'cloudwatch:events', 'cloudwatch:cloudtrail'],
      whereByLog: {
        'cloudtrail:events': { eventName: 'StopLogging' },
        'cloudwatch:events': { 'detail.eventName': 'StopLogging' },
        'cloudwatch:cloudtrail': { eventName: 'StopLogging' },
      },
      [ruleMark]: 1,
    });
  });

  it('hands the CloudTrail event and the rule event to the detection', () => {
    const rule = defineCloudTrailRule({
      ...base,
      when: (cloudTrail, { cluster }) => cloudTrail.userIdentity?.type === 'Root' && cluster === 'prod',
    });
    const wrapped = ruleEvent({ detail: event }, 'cloudwatch:events');

    expect([s3({}), wrapped, s3({ userIdentity: null })].map((one) => rule.when?.(one))).toStrictEqual([
      true,
      true,
      false,
    ]);
  });

  it('matches every CloudTrail event without a detection, and nothing else', () => {
    const rule = defineCloudTrailRule(base);

    expect([s3({}), ruleEvent({ detail: {} }, 'cloudwatch:events')].map((one) => rule.when?.(one))).toStrictEqual([
      true,
      false,
    ]);
  });

  it('requires paths of the CloudTrail event', () => {
    const rule = defineCloudTrailRule({ ...base, requires: ['requestParameters.name'] });
    const records = [{ requestParameters: { name: null } }, { requestParameters: null }, {}];

    expect(records.map((record) => rule.when?.(s3(record)))).toStrictEqual([true, false, false]);
  });
});
