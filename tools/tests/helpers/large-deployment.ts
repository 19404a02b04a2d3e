import { localAccount } from './deployment.ts';
import { largeConf } from './large-conf.ts';

const conf = JSON.parse(JSON.stringify(largeConf).replaceAll('123456789012', localAccount)) as Readonly<
  Record<string, Readonly<Record<string, object>>>
>;

/** The large configuration as the detection repo of a user, with rules that tell what came by which way. */
export const largeFiles: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.entries(conf).map(([path, content]) => [`conf/${path}`, content])),
  'conf/global.json': {
    ...conf['global.json'],
    general: {
      rule_locations: ['rules'],
      schema_packages: ['@streamalert/log-types'],
      // It has no credentials, so that alerts stay in their table.
      default_outputs: ['slack:soc'],
    },
  },
  'rules/community.ts': `import { defineRule } from '@streamalert/rules-sdk';

export const rejectedFlows = defineRule({
  id: 'rejected_flows',
  description: 'A flow that was rejected.',
  logs: ['cloudwatch:flow_logs'],
  when: ({ record }) => record['action'] === 'REJECT',
});

export const stoppedLogging = defineRule({
  id: 'stopped_logging',
  description: 'A trail that was stopped, as the log group of another trail has it.',
  logs: ['cloudwatch:cloudtrail'],
  when: ({ record }) => record['eventName'] === 'StopLogging',
});
`,
};
