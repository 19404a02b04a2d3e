import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeProject, runCli } from './helpers/cli.ts';

/** Each command is a process, on a machine that may be busy. */
const timeout = 60_000;

const account = { aws_account_id: '123456789012', prefix: 'acme', region: 'us-east-1' };
const conf = (more: object = account) => ({
  'conf/global.json': {
    account: more,
    general: { rule_locations: [], matcher_locations: [], publisher_locations: [] },
    infrastructure: {},
  },
});

/** Answers as STS does, for another account; nothing else is to be asked. */
async function startOtherAccount(): Promise<{ readonly url: string; readonly asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`);
      response.setHeader('content-type', 'text/xml');
      response.end(
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
          '<Arn>arn:aws:iam::210987654321:user/mia</Arn><UserId>A</UserId><Account>210987654321</Account>' +
          '</GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, close: () => server.close() };
}

const commands: readonly (readonly string[])[] = [
  ['deploy', '--yes'],
  ['rollback', '--yes'],
  ['destroy', '--yes'],
  ['status', '--deployed'],
  ['redrive'],
  ['replay', '--deployed'],
  ['search', 'select 1', '--deployed'],
  ['alerts', 'list', '--deployed'],
  ['silence', 'list', '--deployed'],
];

describe('commands on AWS', { timeout }, () => {
  it.each(commands.map((args) => [args.join(' '), args] as const))(
    '%s says that nobody is signed in',
    async (_, args) => {
      const cwd = makeProject(conf());

      const { code, stderr } = await runCli([...args], { cwd, env: { AWS_EC2_METADATA_DISABLED: 'true', HOME: cwd } });

      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^streamalert: no AWS credentials were found; set AWS_PROFILE, sign in with "aws sso login"/m,
      );
    },
  );

  it('ask nothing of another account than conf/ names', async () => {
    const other = await startOtherAccount();
    const cwd = makeProject(conf());
    const env = { AWS_ENDPOINT_URL: other.url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

    const { code, stderr } = await runCli(['destroy', '--yes'], { cwd, env });

    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(
      'conf/global.json#/account/aws_account_id is 123456789012, and the credentials are of 210987654321',
    );
    expect(other.asked).toStrictEqual(['GetCallerIdentity']);
  });

  it('say which region is missing, and do nothing', async () => {
    const { region: _, ...without } = account;
    const cwd = makeProject(conf(without));

    const { code, stderr } = await runCli(['status', '--deployed'], { cwd });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^error {2}conf\/global.json#\/account.*region/m);
    expect(stderr).toContain('Nothing was done, as the configuration has errors.');
  });

  describe('without asking AWS', () => {
    it('list the targets in the order in which they are deployed', async () => {
      const cwd = makeProject(conf());

      const { stdout } = await runCli(['list-targets', '--format', 'json'], { cwd });

      const stacks = JSON.parse(stdout).filter(({ type }: { type: string }) => type === 'stack');
      expect(stacks.map(({ target, name }: { target: string; name: string }) => [target, name])).toStrictEqual(
        ['artifacts', 'shared', 'alert-processor', 'alert-merger', 'rules-engine', 'cluster-prod'].map((id) => [
          id,
          `acme-streamalert-${id}`,
        ]),
      );
    });

    it.each([
      [['deploy', 'rules'], 'the deployment has no stack "rules"; its stacks are artifacts, shared'],
      [['rollback', '--to', '3'], '--to is of one function: name its stack'],
      [['kinesis', 'enable-events', '-c', 'prod'], 'no cluster has the module kinesis_events'],
      [['deploy', '--stage-rules', 'a', '--unstage-rules', 'a', 'b'], '--stage-rules and --unstage-rules both name a'],
      [['deploy', '--unstage-rules', 'a'], '--stage-rules and --unstage-rules take ids of rules; there is no rule a'],
    ])('tell of wrong usage: %j', async (args, message) => {
      const { code, stderr } = await runCli(args, { cwd: makeProject(conf()) });

      expect([code, stderr]).toStrictEqual([2, expect.stringContaining(message)]);
    });

    it.each([
      [false, [], 'need infrastructure.rule_staging.enabled, which is false'],
      [true, ['shared'], 'go with the stack rules-engine, which is not to be deployed'],
    ])('refuse decisions about rules that would have no effect: %j %j', async (enabled, stacks, message) => {
      const files = conf();
      const { general, ...global } = files['conf/global.json'];
      const rule = `import { defineRule } from '@streamalert/rules-sdk';
export const a = defineRule({ id: 'a', description: 'A.', logs: ['cloudtrail:events'], when: () => true });
`;
      const cwd = makeProject({
        'conf/global.json': {
          ...global,
          general: { ...general, rule_locations: ['rules'] },
          infrastructure: { rule_staging: { enabled } },
        },
        'rules/a.ts': rule,
      });

      const { code, stderr } = await runCli(['deploy', ...stacks, '--stage-rules', 'a'], { cwd });

      expect([code, stderr]).toStrictEqual([2, expect.stringContaining(message)]);
    });
  });
});
