import { defineCloudTrailRule, type Rule } from '@streamalert/rules-sdk';

/** Ten that concern some of the records; the others name events that never happen. */
const happening = [
  'StopLogging',
  'CreateUser',
  'AssumeRole',
  'GetCallerIdentity',
  'RunInstances',
  'ConsoleLogin',
  'PutBucketPolicy',
  'DeleteTrail',
  'AttachUserPolicy',
  'GetSecretValue',
];

/** Rules that the engine finds by event name and source; those found look at one field more, and none matches. */
export function declaredRules(count: number): readonly Rule[] {
  return Array.from({ length: count }, (_, at) =>
    defineCloudTrailRule({
      id: `declared_${at}`,
      description: 'For measuring.',
      where: { eventName: [happening[at] ?? `Event${at}`] },
      when: ({ userIdentity }) => userIdentity?.type === 'Nobody',
    }),
  );
}
