import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StackTemplate, withStandIns } from '../../local-aws/stand-ins.ts';
import type { Deployment } from './deployment.ts';
import { largeConf } from './large-conf.ts';

/** The account that the local server says it is. */
export const localAccount = '000000000000';

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

/** A stack as the local server has it. */
export interface LocalStack {
  readonly id: string;
  readonly stackName: string;
  readonly template: StackTemplate;
  readonly replaced: readonly string[];
}

/**
 * Runs `streamalert generate infra`, and puts stand-ins for what the local server lacks into the templates.
 *
 * @returns The stacks in the order in which they are deployed, and the files that are others than before.
 */
export async function generateLocally(deployment: Deployment, written: Map<string, string>) {
  // What was generated stands there again, so that only what changed since is told as a change.
  for (const [path, text] of written) writeFileSync(path, text);
  const { stacks, changes } = JSON.parse(await deployment.streamalert('generate', 'infra', '--format', 'json')) as {
    readonly stacks: readonly { readonly id: string; readonly stackName: string }[];
    readonly changes: readonly { readonly path: string; readonly change: string }[];
  };
  const local = stacks.map(({ id, stackName }): LocalStack => {
    const path = join(deployment.dir, 'deployment/stacks', id, 'template.yaml');
    const text = readFileSync(path, 'utf8');
    written.set(path, text);
    const { template, text: replacedText, replaced } = withStandIns(text);
    writeFileSync(path, replacedText);
    return { id, stackName, template, replaced };
  });
  return { stacks: local, changes };
}
