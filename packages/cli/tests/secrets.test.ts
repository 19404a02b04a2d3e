import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliResult, makeProject, runCli, startCli, temporaryFolder } from './helpers/cli.ts';
import { lines, trailStopped } from './helpers/cloudtrail.ts';
import { keptFolder } from './helpers/kept-folder.ts';
import { type Receiver, startReceiver } from './helpers/receiver.ts';

/** A secret, in the address too. */
const marker = 'marker-0123456789abcdef';

const project = () =>
  makeProject({
    'conf/outputs.json': { webhook: { soc: {} }, slack: ['team'] },
    'conf/global.json': {
      account: { aws_account_id: '123456789012', prefix: 'prefix', region: 'us-east-1' },
      general: {
        rule_locations: [],
        matcher_locations: [],
        publisher_locations: [],
        default_outputs: ['webhook:soc', 'slack:team'],
      },
      infrastructure: {},
    },
    'a.jsonl': lines(trailStopped),
  });

const trouble: readonly (readonly [string, (receiver: Receiver) => void])[] = [
  ['refuses the credentials', (receiver) => receiver.answer(401, (request) => request)],
  ['echoes what it got', (receiver) => receiver.answer(500, (request) => request)],
  ['does not take the request', (receiver) => receiver.answer(400, (request) => request)],
];

describe('credentials', () => {
  it.each(trouble)('are never printed when the receiver %s', async (_, arrange) => {
    const receiver = await startReceiver(`/hooks/${marker}`);
    arrange(receiver);
    const cwd = project();
    const webhook = { url: receiver.url, secret: `key-${marker}`, headers: `{"Authorization":"Bearer ${marker}"}` };
    const env = { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify(webhook) };
    const stored = await runCli(['output', 'set', 'slack:team'], { cwd, stdin: JSON.stringify({ url: receiver.url }) });

    const results: CliResult[] = [
      stored,
      await runCli(['run', 'a.jsonl', '--verbose', '--drain', '0'], { cwd, env }),
      await runCli(['status', '--verbose'], { cwd, env }),
      await runCli(['status', '--format', 'json'], { cwd, env }),
    ];

    expect(results.map(({ code }) => code)).toStrictEqual([0, 1, 0, 0]);
    expect(results[2]?.stdout).toMatch(/webhook:soc {3}1 {3}/);
    expect(JSON.stringify(results)).not.toContain(marker);
    expect(bytesBelow(join(cwd, '.streamalert'))).not.toContain(marker);
  });

  it('are never printed when nobody answers, or when they are no credentials', async () => {
    const cwd = project();
    const env = {
      STREAMALERT_OUTPUT_WEBHOOK_SOC: `{"url":"http://127.0.0.1:1/${marker}"}`,
      STREAMALERT_OUTPUT_SLACK_TEAM: `not JSON, ${marker}`,
    };

    const results = [
      await runCli(['run', 'a.jsonl', '--verbose', '--drain', '0'], { cwd, env }),
      await runCli(['status'], { cwd, env }),
    ];

    expect(results[0]?.code).toBe(1);
    expect(JSON.stringify(results)).not.toContain(marker);
  });
});

describe('streamalert output', () => {
  it('stores, lists and forgets credentials, in files of their owner alone', async () => {
    const cwd = temporaryFolder();
    const stdin = JSON.stringify({ url: `https://hooks.example.com/${marker}` });

    const set = await runCli(['output', 'set', 'webhook:soc'], { cwd, stdin });
    const listed = await runCli(['output', 'list'], { cwd });
    const json = await runCli(['output', 'list', '--format', 'json'], { cwd });
    const files = readdirSync(join(cwd, 'config-home'));
    const modes = files.map((file) => statSync(join(cwd, 'config-home', file)).mode & 0o777);
    const deleted = await runCli(['output', 'delete', 'webhook:soc'], { cwd });
    const again = await runCli(['output', 'delete', 'webhook:soc'], { cwd });

    expect(set).toStrictEqual({
      code: 0,
      stdout: '',
      stderr: `Stored the credentials of webhook:soc in ${cwd}/config-home.\n`,
    });
    expect([listed.stdout, JSON.parse(json.stdout)]).toStrictEqual(['webhook:soc\n', { outputs: ['webhook:soc'] }]);
    expect([files, modes]).toStrictEqual([
      ['secrets.enc', 'secrets.key'],
      [0o600, 0o600],
    ]);
    expect([deleted.code, again.code, again.stderr]).toStrictEqual([
      0,
      1,
      'streamalert: no credentials of webhook:soc are stored\n',
    ]);
  });

  it('asks on a terminal, and shows nothing of what is typed there', async () => {
    const cwd = temporaryFolder();
    const preload = "data:text/javascript,Object.defineProperty(process.stdin, 'isTTY', { value: true })";

    const asked = startCli(['output', 'set', 'slack:team'], {
      cwd,
      stdin: { open: '' },
      node: ['--import', preload],
    });
    await asked.said('url, ');
    asked.child.stdin?.write(`https://hooks.example.com/${marker}\n`);
    const { code, stderr } = await asked.ended;
    const listed = await runCli(['output', 'list'], { cwd });

    expect(code).toBe(0);
    expect(stderr).not.toContain(marker);
    expect(listed.stdout).toBe('slack:team\n');
  });
});

describe.concurrent('streamalert output, used wrongly', () => {
  const cwd = keptFolder();

  it.each([
    [
      'a field that does not exist',
      ['set', 'webhook:soc'],
      `{"token":"${marker}"}`,
      'webhook has no token; it takes url,',
    ],
    ['a field that is missing', ['set', 'webhook:soc'], '{}', '"url" is missing'],
    [
      'a value that is not accepted',
      ['set', 'webhook:soc'],
      `{"url":"http://x.example/${marker}"}`,
      '"url" must begin',
    ],
    ['text that is no JSON', ['set', 'webhook:soc'], `{"url":"${marker}`, 'credentials are a JSON object of text'],
    ['a file that is not there', ['set', 'webhook:soc', '--from', 'none'], '', 'cannot read none: ENOENT'],
    [
      'a service without credentials',
      ['set', 'console:x'],
      '{}',
      'with a service that has credentials: slack, webhook',
    ],
    ['no output', ['set'], '', "missing required argument 'output'"],
  ])('exits with 2 for %s, and does not repeat it', async (_, args, stdin, message) => {
    const { code, stdout, stderr } = await runCli(['output', ...args], { cwd, stdin });

    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(marker);
  });
});

function bytesBelow(dir: string): string {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
