import type { JsonObject } from '@streamalert/core';

/** A CloudTrail event with everything its schema requires. */
export function cloudTrail(more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', userName: 'analyst@example.com' },
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.14',
    requestParameters: { name: 'example-trail' },
    responseElements: null,
    eventID: '0b1c2d3e-0000-4000-8000-000000000001',
    eventType: 'AwsApiCall',
    recipientAccountId: '123456789012',
    ...more,
  };
}

/** A test event that passes with a rule `trail_stopped`; keys given replace its own. */
export function testEvent(more: JsonObject = {}): JsonObject {
  return {
    description: 'a trail is stopped',
    log: 'cloudtrail:events',
    service: 's3',
    source: 'prefix.cluster.sample.bucket',
    trigger_rules: ['trail_stopped'],
    data: { Records: [cloudTrail()] },
    ...more,
  };
}
