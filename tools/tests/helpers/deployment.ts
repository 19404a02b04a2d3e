import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ToolCommand } from '../../local-aws/aws-tools.ts';
import { type Finished, mustRun, run } from '../../run.ts';
import { root } from '../../workspace.ts';

/** The account that the local server says it is. */
export const localAccount = '000000000000';
const region = 'us-east-1';

/** A detection repo of a user that is deployed. */
export interface Deployment {
  readonly dir: string;
  /** Writes files below the repo. */
  write(files: Readonly<Record<string, unknown>>): void;
  /** Runs `streamalert` in the repo. @returns Standard output. */
  streamalert(...args: readonly string[]): Promise<string>;
  /** Runs `streamalert` in the repo, whatever comes of it. */
  attempt(...args: readonly string[]): Promise<Finished>;
  /** Stacks in the order in which they are deployed. */
  stacks(): Promise<readonly string[]>;
  /** Runs `sam deploy` for a stack, as a user does. */
  samDeploy(stack: string, ...args: readonly string[]): Promise<string>;
}

/** A small deployment with everything that an alert passes: one cluster with a bucket and a stream, history, one webhook. */
export const deployedFiles = {
  'conf/global.json': {
    account: { aws_account_id: localAccount, prefix: 'acme', region },
    general: {
      rule_locations: ['rules'],
      schema_packages: ['@streamalert/log-types'],
      default_outputs: ['webhook:soc'],
    },
    infrastructure: { firehose: { enabled: true, enabled_logs: { cloudtrail: {} }, buffer_interval: 60 } },
  },
  'conf/clusters/prod.json': {
    data_sources: {
      s3: { 'acme-audit-logs': ['cloudtrail'] },
      kinesis: { acme_prod_streamalert: ['cloudtrail'] },
    },
    classifier_config: {},
    modules: {
      kinesis: { streams: {} },
      kinesis_events: { enabled: true },
      s3_events: { 'acme-audit-logs': [] },
    },
  },
  'conf/outputs.json': { webhook: ['soc'] },
  'rules/community.ts': "export { rules } from '@streamalert/community-rules';\n",
  // Rules that ship merge for half an hour and longer; a test does not wait for that.
  'rules/bursts.ts': `import { defineRule } from '@streamalert/rules-sdk';

export const bursts = defineRule({
  id: 'bursts',
  description: 'Much of the same within a minute.',
  logs: ['cloudtrail:events'],
  merge: { by: ['eventName'], windowMinutes: 1 },
  when: ({ record }) => ['ConsoleLogin', 'GetSecretValue'].includes(record['eventName'] as string),
});
`,
} as const;

/**
 * Makes the repo.
 *
 * @param samCommand The SAM command line; nothing for a test that does without.
 * @param url Address of the local AWS server.
 */
export function makeDeployment(samCommand: ToolCommand | undefined, url: string): Deployment {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'streamalert-deployed-')));
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: region,
    SAM_CLI_TELEMETRY: '0',
    HOME: dir,
  };
  const write: Deployment['write'] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
  };
  write(deployedFiles);
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  const command = ['--conditions=@streamalert/source', join(root, 'packages/cli/bin/streamalert.js')];
  const streamalert: Deployment['streamalert'] = async (...args) =>
    (await mustRun('node', [...command, ...args], { cwd: dir, env })).stdout;
  return {
    dir,
    write,
    streamalert,
    attempt: (...args) => run('node', [...command, ...args], { cwd: dir, env }),
    async stacks() {
      const { stacks } = JSON.parse(await streamalert('generate', 'infra', '--format', 'json'));
      return stacks.map(({ id }: { id: string }) => id);
    },
    async samDeploy(stack, ...args) {
      const [sam, ...samArgs] = samCommand ?? ['sam'];
      const cwd = join(dir, 'deployment/stacks', stack);
      return (await mustRun(sam, [...samArgs, 'deploy', '--no-confirm-changeset', ...args], { cwd, env })).output;
    },
  };
}
