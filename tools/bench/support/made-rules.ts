import { cloudTrailEvent, cloudTrailLogs, defineCloudTrailRule, defineRule, type Rule } from '@streamalert/rules-sdk';

/** Event names that CloudTrail records of any account hold. */
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

/**
 * Rules that the engine finds by event name; those found look at one field more, and none matches.
 *
 * @param names `spread`: each has a name of its own, ten of which happen. `crowded`: all share those ten.
 */
export function declaredRules(count: number, names: 'spread' | 'crowded'): readonly Rule[] {
  const nameAt = (at: number): string =>
    names === 'crowded' ? (happening[at % happening.length] as string) : (happening[at] ?? `Event${at}`);
  return Array.from({ length: count }, (_, at) =>
    defineCloudTrailRule({
      id: `declared_${at}`,
      description: 'For measuring.',
      where: { eventName: [nameAt(at)] },
      when: ({ userIdentity }) => userIdentity?.type === 'Nobody',
    }),
  );
}

/** Rules that declare nothing but the log type, and look at the event themselves. */
export function functionRules(count: number): readonly Rule[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `Event${at}`;
    return defineRule({
      id: `function_${at}`,
      description: 'For measuring.',
      logs: cloudTrailLogs,
      when: (event) => {
        const cloudTrail = cloudTrailEvent(event);
        return cloudTrail?.eventName === name && cloudTrail.userIdentity?.type === 'Root';
      },
    });
  });
}

/** Rules for log types that none of the records is of. */
export function elsewhereRules(count: number): readonly Rule[] {
  return Array.from({ length: count }, (_, at) =>
    defineRule({ id: `elsewhere_${at}`, description: 'For measuring.', logs: [`other:n${at}`], when: () => true }),
  );
}
