import type { JsonObject } from '@streamalert/core';
import type { Random } from './random.ts';

/** The account of all sample logs, from the AWS documentation. */
export const account = '123456789012';

/** Who calls, and from where. */
export interface Actor {
  readonly identity: JsonObject;
  readonly address: string;
  readonly userAgent: string;
}

/** What differs from call to call. */
export interface Call {
  readonly service: string;
  readonly name: string;
  readonly parameters?: JsonObject | null;
  readonly response?: JsonObject | null;
  /** Absent: derived from the name of the call. */
  readonly readOnly?: boolean;
  /** Further top-level keys, e.g. `resources`; they replace the ones made here. */
  readonly more?: JsonObject;
}

/** A moment of the sample day: seconds since its midnight, UTC. */
export type Second = number;

const midnight = Date.UTC(2026, 10, 20);

/** `2026-11-20T00:03:12Z`: CloudTrail's times have whole seconds. */
export function timestamp(second: Second): string {
  return `${new Date(midnight + second * 1000).toISOString().slice(0, 19)}Z`;
}

const reading = /^(Describe|Get|List|Head|Lookup|Decrypt|AssumeRole|Simulate)/;

/**
 * One CloudTrail event.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function cloudTrailEvent(random: Random, region: string, second: Second, actor: Actor, call: Call): JsonObject {
  return {
    eventVersion: '1.09',
    userIdentity: actor.identity,
    eventTime: timestamp(second),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: actor.address,
    userAgent: actor.userAgent,
    requestParameters: call.parameters ?? null,
    responseElements: call.response ?? null,
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: call.readOnly ?? reading.test(call.name),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...call.more,
  };
}
