import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { outputServices } from '@streamalert/outputs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CliResult, makeProject, runCli, startCli, temporaryFolder } from './helpers/cli.ts';
import { lines, trailStopped } from './helpers/cloudtrail.ts';
import { keptFolder } from './helpers/kept-folder.ts';
import { type Receiver, startReceiver } from './helpers/receiver.ts';

/** A secret, in the address too. */
const marker = 'marker-0123456789abcdef';

/** Beside the descriptor, for services that need it there. */
const named = (service: string) => outputServices.find((one) => one.service === service)?.value?.example;

/** Every service that keeps credentials or is reached by name: those that send somewhere. */
const services = outputServices
  .map(({ service }) => service)
  .filter((service) => !['console', 'file', 'aws-cloudwatch-log'].includes(service));

const project = () =>
  makeProject({
    'conf/outputs.json': Object.fromEntries(
      services.map((service) => [service, named(service) === undefined ? ['soc'] : { soc: named(service) }]),
    ),
    'conf/global.json': {
      account: { aws_account_id: '123456789012', prefix: 'prefix', region: 'us-east-1' },
      general: {
        rule_locations: [],
        matcher_locations: [],
        publisher_locations: [],
        default_outputs: services.map((service) => `${service}:soc`),
      },
      infrastructure: {},
    },
    'a.jsonl': lines(trailStopped),
  });

/** The marker in every credential field of a service, in a shape that the field accepts. */
function markedFields(service: string, url: string, mailPort: number): Record<string, string> {
  const credentials = outputServices.find((one) => one.service === service)?.credentials ?? [];
  return Object.fromEntries(
    credentials.map(({ name, validate }) => {
      const candidates = [
        marker,
        url,
        `${marker}@example.com`,
        `acme/${marker}`,
        String(mailPort),
        `{"Authorization":"Bearer ${marker}"}`,
        `arn:aws:lambda:us-east-1:123456789012:function:${marker}`,
        `arn:aws:iam::123456789012:role/${marker}`,
      ];
      const accepted = name === 'host' ? '127.0.0.1' : candidates.find((value) => validate?.(value) === undefined);
      return [name, accepted ?? marker];
    }),
  );
}

/** Credentials of every service in the environment, and AWS at the receiver. */
const environment = (url: string, mailPort: number): Record<string, string> => ({
  ...Object.fromEntries(
    services.map((service) => [
      `STREAMALERT_OUTPUT_${service.toUpperCase().replaceAll('-', '_')}_SOC`,
      JSON.stringify(markedFields(service, url, mailPort)),
    ]),
  ),
  AWS_ENDPOINT_URL: new URL(url).origin,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: `aws-${marker}`,
});

/** A mail server that turns everybody away, and tells the secret doing so. @returns Its port. */
async function startMailServer(): Promise<number> {
  const server = createServer((socket) => socket.end(`554 not you, ${marker}\r\n`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const trouble: readonly (readonly [string, (receiver: Receiver) => void])[] = [
  ['refuses the credentials', (receiver) => receiver.answer(401, (request) => request)],
  ['echoes what it got', (receiver) => receiver.answer(500, (request) => request)],
  ['does not take the request', (receiver) => receiver.answer(400, (request) => request)],
];

describe('credentials', () => {
  it('hold the marker in every field that can', () => {
    const unmarked = services.flatMap((service) => {
      const fields = Object.entries(markedFields(service, `http://127.0.0.1:1/${marker}`, 1));
      return fields.flatMap(([name, value]) => (value.includes(marker) ? [] : `${service} ${name}`));
    });

    expect(unmarked).toStrictEqual(['email host', 'email port']);
  });

  it.each(trouble)('are never printed when the receiver %s', { timeout: 120_000 }, async (_, arrange) => {
    const receiver = await startReceiver(`/hooks/${marker}`);
    arrange(receiver);
    const cwd = project();
    const env = environment(receiver.url, await startMailServer());
    const stored = await runCli(['output', 'set', 'slack:soc'], { cwd, stdin: JSON.stringify({ url: receiver.url }) });

    const results: CliResult[] = [
      stored,
      await runCli(['run', 'a.jsonl', '--verbose', '--drain', '0'], { cwd, env }),
      await runCli(['status', '--verbose'], { cwd, env }),
      await runCli(['alerts', 'list', '--format', 'json'], { cwd, env }),
    ];

    expect(results.map(({ code }) => code)).toStrictEqual([0, 1, 0, 0]);
    for (const service of services) {
      expect(results[2]?.stdout).toContain(`${service}:soc`);
      expect(results[3]?.stdout).toContain(`"${service}:soc"`);
    }
    expect(JSON.stringify(results)).not.toContain(marker);
    expect(bytesBelow(join(cwd, '.streamalert'))).not.toContain(marker);
  });

  it('are never printed by the commands that are about them', { timeout: 120_000 }, async () => {
    const receiver = await startReceiver(`/hooks/${marker}`);
    receiver.answer(401, (request) => request);
    const cwd = project();
    const env = environment(receiver.url, await startMailServer());

    const results = await Promise.all(
      [
        ['get', 'pagerduty-incident'],
        ['get', 'slack', '--format', 'json'],
        ['list', '--format', 'json'],
        ['test', 'webhook:soc', '--verbose'],
        ['test', 'email:soc', '--format', 'json'],
      ].map((args) => runCli(['output', ...args], { cwd, env })),
    );

    expect(results.map(({ code }) => code)).toStrictEqual([0, 0, 0, 1, 1]);
    // What is no secret by itself is shown, e.g. the id of a service.
    expect(JSON.stringify(results.slice(1))).not.toContain(marker);
    expect(results[0]?.stdout).toMatch(/ token +••••••••\n.* integration_key +••••••••\n/s);
  });

  it('are never printed when nobody answers, or when they are no credentials', { timeout: 120_000 }, async () => {
    const cwd = project();
    const env = {
      ...environment(`http://127.0.0.1:1/${marker}`, 1),
      STREAMALERT_OUTPUT_SLACK_SOC: `not JSON, ${marker}`,
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
    expect([listed.stdout, JSON.parse(json.stdout)]).toStrictEqual([
      'webhook:soc  not in outputs.json\n',
      { outputs: [{ output: 'webhook:soc', configured: false, credentials: 'stored' }] },
    ]);
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
    expect(listed.stdout).toBe('slack:team  not in outputs.json\n');
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
      'console:x is kept in conf/outputs.json, and there is no conf; make it with streamalert init',
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
