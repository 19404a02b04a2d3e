import { cloudTrailEvent, cloudTrailLogs, defineRule } from '@streamalert/rules-sdk';

export const rules = Array.from({ length: 10 }, (_, at) =>
  defineRule({
    id: `undeclared_${at}`,
    description: 'For measuring.',
    logs: cloudTrailLogs,
    when: (event) => {
      const cloudTrail = cloudTrailEvent(event);
      return cloudTrail?.eventName === `Event${at}` && cloudTrail.userIdentity?.type === 'Root';
    },
  }),
);
