import type { FieldPath, FieldTests, FieldTestsOn } from './field-tests.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { valueAt } from './paths.ts';
import {
  defineRule,
  type Matcher,
  type Rule,
  type RuleDelivery,
  type RuleEvent,
  type RuleFields,
  type Verdict,
} from './rule.ts';

/** The log types that CloudTrail events arrive as: S3 objects, EventBridge, CloudWatch Logs. */
export const cloudTrailLogs = ['cloudtrail:events', 'cloudwatch:events', 'cloudwatch:cloudtrail'] as const;

/** The log type whose records wrap the event in `detail`. */
const wrapped: (typeof cloudTrailLogs)[number] = 'cloudwatch:events';

/**
 * Who made a call.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export type CloudTrailIdentity = {
  /** `Root`, `IAMUser`, `AssumedRole`, `AWSService`, … */
  readonly type?: string | null;
  readonly principalId?: string | null;
  readonly arn?: string | null;
  readonly accountId?: string | null;
  readonly accessKeyId?: string | null;
  readonly userName?: string | null;
  readonly invokedBy?: string | null;
  readonly identityProvider?: string | null;
  readonly sessionContext?: JsonObject | null;
  readonly credentialId?: string | null;
  readonly inScopeOf?: JsonObject | null;
  readonly onBehalfOf?: JsonObject | null;
};

/**
 * One CloudTrail event, however it arrived. Open maps such as `requestParameters` differ from call to call; `valueAt` and
 * `getFirstKey` find what is in them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export type CloudTrailEvent = {
  readonly eventName: string;
  /** `iam.amazonaws.com` */
  readonly eventSource: string;
  readonly eventID?: string | null;
  readonly eventTime?: string | null;
  /** `AwsApiCall`, `AwsConsoleSignIn`, `AwsServiceEvent`, … */
  readonly eventType?: string | null;
  readonly eventVersion?: string | null;
  readonly eventCategory?: string | null;
  readonly awsRegion?: string | null;
  readonly recipientAccountId?: string | null;
  /** An address, or the service that made the call: `cloudformation.amazonaws.com`. */
  readonly sourceIPAddress?: string | null;
  readonly userAgent?: string | null;
  readonly userIdentity?: CloudTrailIdentity | null;
  readonly requestID?: string | null;
  readonly requestParameters?: JsonObject | null;
  readonly responseElements?: JsonObject | null;
  readonly additionalEventData?: JsonObject | null;
  readonly serviceEventDetails?: JsonObject | null;
  /** Empty or absent when the call succeeded: a schema gives optional text that a record lacks as `''`. */
  readonly errorCode?: string | null;
  readonly errorMessage?: string | null;
  readonly readOnly?: boolean | null;
  readonly managementEvent?: boolean | null;
  readonly resources?: readonly Json[] | null;
  readonly tlsDetails?: JsonObject | null;
  readonly sharedEventID?: string | null;
  readonly vpcEndpointId?: string | null;
  readonly vpcEndpointAccountId?: string | null;
  readonly apiVersion?: string | null;
  readonly addendum?: JsonObject | null;
  readonly eventContext?: JsonObject | null;
  readonly edgeDeviceDetails?: JsonObject | null;
  readonly insightDetails?: JsonObject | null;
  /** `true` as text. */
  readonly sessionCredentialFromConsole?: string | null;
};

/**
 * The CloudTrail event of a record of any of {@link cloudTrailLogs}, or `undefined` when it holds none, such as an
 * EventBridge event of another kind.
 */
export function cloudTrailEvent(event: {
  readonly logType: string;
  readonly record: JsonObject;
}): CloudTrailEvent | undefined {
  const data = event.logType === wrapped ? event.record['detail'] : event.record;
  return isCloudTrailEvent(data) ? data : undefined;
}

/** The rules of a record ask about the same data, one after the other. Frozen, so that it still is an event. */
let foundLast: Json | undefined;

function isCloudTrailEvent(data: Json | undefined): data is CloudTrailEvent {
  if (data !== undefined && data === foundLast) return true;
  if (!isJsonObject(data) || typeof data['eventName'] !== 'string' || typeof data['eventSource'] !== 'string') {
    return false;
  }
  if (Object.isFrozen(data)) foundLast = data;
  return true;
}

type CloudTrailLog = (typeof cloudTrailLogs)[number];

/** Options of {@link defineCloudTrailRule}. */
export interface CloudTrailRuleOptions extends RuleFields, RuleDelivery<RuleEvent> {
  /** Paths in the CloudTrail event: `{ eventSource: 'iam.amazonaws.com', 'userIdentity.type': 'Root' }`. */
  readonly where?: FieldTestsOn<CloudTrailEvent>;
  /** Paths in the CloudTrail event that must be present; a `null` or empty value counts as present. */
  readonly requires?: readonly FieldPath<CloudTrailEvent>[];
  /** All must be true, in order; the first false stops. */
  readonly matchers?: readonly Matcher[];
  /** The detection itself. Absent: every CloudTrail event that passed the conditions above is a match. */
  readonly when?: (cloudTrail: CloudTrailEvent, event: RuleEvent) => Verdict | Promise<Verdict>;
}

/**
 * Makes a rule that looks at CloudTrail events however they arrive. Paths are those of the CloudTrail event itself.
 *
 * @example
 * ```ts
 * import { defineCloudTrailRule } from '@streamalert/rules-sdk';
 *
 * export const cloudTrailStopped = defineCloudTrailRule({
 *   id: 'cloudtrail_stopped',
 *   description: 'Somebody stopped or deleted a trail.',
 *   where: { eventSource: 'cloudtrail.amazonaws.com', eventName: ['StopLogging', 'DeleteTrail'] },
 *   severity: 'high',
 *   when: (cloudTrail) => !cloudTrail.errorCode,
 * });
 * ```
 */
export function defineCloudTrailRule(options: CloudTrailRuleOptions): Rule {
  const { where, requires = [], when, ...rest } = options;
  const fields = {
    ...rest,
    logs: cloudTrailLogs,
    ...(where !== undefined && { whereByLog: whereByLog(where as FieldTests) }),
    when: (event: RuleEvent) => {
      const found = cloudTrailEvent(event);
      if (found === undefined || requires.some((path) => valueAt(found, path) === undefined)) return false;
      return when === undefined || when(found, event);
    },
  };
  // With generated types the names of the log types are narrower than these three, which need not all be configured.
  return defineRule(fields as unknown as Parameters<typeof defineRule>[0]);
}

function whereByLog(where: FieldTests): Record<CloudTrailLog, FieldTests> {
  const inDetail = Object.fromEntries(Object.entries(where).map(([path, test]) => [`detail.${path}`, test]));
  return { 'cloudtrail:events': where, 'cloudwatch:cloudtrail': where, 'cloudwatch:events': inDetail };
}
