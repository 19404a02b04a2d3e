import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { root, runCli, temporaryFolder, writeFiles } from './helpers/cli.ts';

// Every build bundles each function, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const exec = promisify(execFile);

const page = `import { definePublisher } from '@streamalert/rules-sdk';

export const shortPage = definePublisher('short_page', (alert, publication) => ({ ...publication, who: 'VERSION' }));
`;

const rule = `import { defineRule } from '@streamalert/rules-sdk';

export const rootLogin = defineRule({
  id: 'root_login',
  description: 'The root user signed in.',
  logs: ['cloudtrail:events'],
  outputs: ['webhook:soc'],
  when: ({ record }) => record['eventName'] === 'VERSION',
});
`;

const pagingRule = `import { defineRule } from '@streamalert/rules-sdk';
import { shortPage } from './page.ts';

export const paging = defineRule({
  id: 'paging',
  description: 'Pages somebody.',
  logs: ['cloudtrail:events'],
  outputs: ['webhook:soc'],
  publishers: [shortPage],
  when: ({ record }) => record['eventName'] === 'StopLogging',
});
`;

const cluster = (bucket: string, logs: readonly string[] = ['cloudtrail']) => ({
  data_sources: { s3: { [bucket]: logs } },
  classifier_config: {},
  modules: { s3_events: { [bucket]: [] } },
});

const files = {
  'package.json': { name: 'detections', type: 'module', private: true },
  'conf/global.json': {
    account: { aws_account_id: '123456789012', prefix: 'acme', region: 'us-east-1' },
    general: { rule_locations: ['rules'], schema_packages: ['@streamalert/log-types'] },
    infrastructure: { firehose: { enabled: true, enabled_logs: { cloudtrail: {} } } },
  },
  'conf/clusters/dev.json': cluster('acme-dev-logs'),
  'conf/clusters/prod.json': cluster('acme-prod-logs'),
  'conf/outputs.json': { webhook: ['soc'] },
  'rules/root_login.ts': rule.replace('VERSION', 'ConsoleLogin'),
  'rules/page.ts': page.replace('VERSION', 'first'),
} as const;

const bundles = ['alert-merger', 'alert-processor', 'classifier-dev', 'classifier-prod', 'rules-engine'];

/** A detection repo in which packages are found as npm would install them. */
function makeRepo(more: Readonly<Record<string, unknown>> = {}): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, { ...files, ...more });
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  return cwd;
}

interface Built {
  readonly bundle: string;
  readonly change: string;
  readonly folder: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

async function build(cwd: string, ...args: readonly string[]): Promise<readonly Built[]> {
  const { code, stdout, stderr } = await runCli(['build', '--format', 'json', ...args], { cwd });
  expect([code, stderr]).toStrictEqual([0, '']);
  return (JSON.parse(stdout) as Built[]).toSorted((a, b) => (a.bundle < b.bundle ? -1 : 1));
}

const hashes = (built: readonly Built[]) => Object.fromEntries(built.map(({ bundle, sha256 }) => [bundle, sha256]));

/** Bundles whose hash is another after these files are written. */
async function changedBy(cwd: string, before: readonly Built[], changes: Readonly<Record<string, unknown>>) {
  writeFiles(cwd, changes);
  const former = hashes(before);
  const now = hashes(await build(cwd));
  return Object.keys(now).filter((bundle) => now[bundle] !== former[bundle]);
}

/** Hashes of all files of a folder that were written, told by this test alone. */
function filesOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

describe('streamalert build', () => {
  it('builds every function, the same bytes each time, wherever the repo lies', async () => {
    const [cwd, other] = [makeRepo(), makeRepo()];

    const first = await build(cwd);
    const written = filesOf(join(cwd, 'deployment/functions'));
    const second = await build(cwd);
    const elsewhere = await build(other);

    expect(first.map(({ bundle }) => bundle)).toStrictEqual(bundles);
    expect(first.map(({ change }) => change)).toStrictEqual(bundles.map(() => 'new'));
    expect(second).toStrictEqual(first.map((built) => ({ ...built, change: 'same' })));
    expect(filesOf(join(cwd, 'deployment/functions'))).toStrictEqual(written);
    expect(hashes(elsewhere)).toStrictEqual(hashes(first));
  });

  it('makes bundles of at most 1.5 MB, which say what is in them', async () => {
    const cwd = makeRepo();

    for (const { bundle, folder, sizeBytes } of await build(cwd)) {
      expect([bundle, sizeBytes <= 1_500_000 ? 'small enough' : sizeBytes]).toStrictEqual([bundle, 'small enough']);
      const { bomFormat, components } = JSON.parse(readFileSync(join(cwd, `${folder}.cdx.json`), 'utf8'));
      const named = components.map(({ name, version }: { name: string; version: string }) => `${name} ${version}`);
      const licences = readFileSync(join(cwd, folder, 'LICENSES.txt'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(bomFormat).toBe('CycloneDX');
      expect(licences.map((line) => line.split(': ')[0])).toStrictEqual(named);
      expect(licences).toContain('@streamalert/core 0.1.0: Apache-2.0');
      expect(licences.filter((line) => /^@aws-sdk\/client-dynamodb \S+: Apache-2.0$/.test(line))).toHaveLength(1);
      expect(licences.filter((line) => line.endsWith('UNKNOWN'))).toStrictEqual([]);
      // On Lambda credentials come from the environment, so that no other provider is brought along.
      const providers = named.filter((name: string) => name.includes('credential-provider'));
      expect(providers).toStrictEqual([expect.stringMatching(/^@aws-sdk\/credential-provider-env /)]);
      // A path of this machine would make another bundle on every other one.
      const { sources } = JSON.parse(readFileSync(join(cwd, folder, 'index.js.map'), 'utf8')) as { sources: string[] };
      expect(sources.filter((source) => /^(?:[a-z]+:)?\//.test(source))).toStrictEqual([]);
    }
  });

  it('makes bundles that load in a Node of their own and export a handler', async () => {
    const { 'conf/global.json': global } = files;
    const cwd = makeRepo({
      'rules/paging.ts': pagingRule,
      'conf/global.json': { ...global, infrastructure: { ...global.infrastructure, rule_staging: { enabled: true } } },
      'conf/lambda.json': { threat_intel_downloader_config: {} },
      'conf/threat_intel.json': { normalized_ioc_types: {} },
      'conf/normalized_types.json': {},
    });
    const env = {
      PATH: process.env['PATH'] ?? '',
      AWS_REGION: 'us-east-1',
      STREAMALERT_PREFIX: 'acme',
      STREAMALERT_WORKING_BUCKET: 'acme-streamalert-working',
      STREAMALERT_CLASSIFIED_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/classified',
      STREAMALERT_OBJECT_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/objects',
      STREAMALERT_DISPATCH_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/dispatch',
      STREAMALERT_DATABASE: 'acme_streamalert',
      STREAMALERT_WORKGROUP: 'acme_streamalert',
      STREAMALERT_DIGEST_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:acme_streamalert_rule_staging_stats',
    };
    const load = 'import(process.argv[1]).then((m) => { console.log(typeof m.handler); process.exit() })';

    for (const { bundle, folder } of await build(cwd)) {
      const program = join(cwd, folder, 'index.js');
      const { stdout } = await exec(process.execPath, ['-e', load, program], { cwd: '/', env });
      expect([bundle, stdout]).toStrictEqual([bundle, 'function\n']);
      const bare = exec(process.execPath, ['-e', load, program], { cwd: '/', env: { PATH: env.PATH } });
      await expect(bare).rejects.toThrow(
        'the environment of the function is not complete: STREAMALERT_PREFIX is missing',
      );
    }
  });

  it('changes the rules engine alone when a rule changes', async () => {
    const cwd = makeRepo();
    const before = await build(cwd);

    expect(await changedBy(cwd, before, { 'rules/root_login.ts': rule.replace('VERSION', 'Login') })).toStrictEqual([
      'rules-engine',
    ]);
  });

  it('changes the processor when a publisher changes, and the rules engine where a rule names it', async () => {
    const cwd = makeRepo({ 'rules/paging.ts': pagingRule });
    const before = await build(cwd);

    expect(await changedBy(cwd, before, { 'rules/page.ts': page.replace('VERSION', 'second') })).toStrictEqual([
      'alert-processor',
      'rules-engine',
    ]);
  });

  it('changes the classifier of one cluster alone when its sources change', async () => {
    const cwd = makeRepo();
    const before = await build(cwd);

    const changes = { 'conf/clusters/dev.json': cluster('acme-dev-logs', ['cloudtrail', 'osquery']) };
    expect(await changedBy(cwd, before, changes)).toStrictEqual(['classifier-dev']);
  });

  it('asks for publishers that a rule names and nobody exports', async () => {
    const hidden = `${page.replace('export const', 'const').replace('VERSION', 'first')}${pagingRule.replace(
      "import { shortPage } from './page.ts';\n",
      '',
    )}`;
    const cwd = makeRepo({ 'rules/page.ts': hidden });

    const { code, stderr } = await runCli(['build'], { cwd });

    expect([code, stderr]).toStrictEqual([
      2,
      expect.stringContaining(
        'publishers that no file exports: short_page. Export them beside their rules, so that the alert processor can have them without the rules',
      ),
    ]);
  });

  it('tells with --dry-run what would be another, and writes nothing', async () => {
    const cwd = makeRepo();
    const named = ['--function', 'alert-merger', 'rules-engine'];

    const before = await build(cwd, ...named, '--dry-run');
    const wasWritten = existsSync(join(cwd, 'deployment'));
    await build(cwd, ...named);
    const written = filesOf(join(cwd, 'deployment'));
    writeFiles(cwd, { 'rules/root_login.ts': rule.replace('VERSION', 'second') });
    const after = await build(cwd, ...named, '--dry-run');

    const changes = (built: readonly Built[]) => built.map(({ change }) => change);
    expect([changes(before), wasWritten]).toStrictEqual([['new', 'new'], false]);
    expect(changes(after)).toStrictEqual(['same', 'changed']);
    expect(filesOf(join(cwd, 'deployment'))).toStrictEqual(written);
  });

  it('builds only the functions that are named, and knows no others', async () => {
    const cwd = makeRepo();

    const built = await build(cwd, '--function', 'alert-merger', 'classifier-dev');
    const unknown = await runCli(['build', '--function', 'classifier-test'], { cwd });

    expect(built.map(({ bundle }) => bundle)).toStrictEqual(['alert-merger', 'classifier-dev']);
    expect(readdirSync(join(cwd, 'deployment/functions')).sort()).toStrictEqual([
      'alert-merger',
      'alert-merger.cdx.json',
      'classifier-dev',
      'classifier-dev.cdx.json',
    ]);
    expect([unknown.code, unknown.stdout]).toStrictEqual([2, '']);
    expect(unknown.stderr).toContain('the deployment has no function classifier-test; it has ');
  });

  it('builds nothing from a configuration with errors', async () => {
    const cwd = makeRepo({ 'conf/lambda.json': { alert_merger_config: { memory: 64 } } });

    const { code, stderr } = await runCli(['build'], { cwd });

    expect(code).toBe(1);
    expect(stderr).toContain('conf/lambda.json#/alert_merger_config/memory');
    expect(existsSync(join(cwd, 'deployment'))).toBe(false);
  });
});

describe('streamalert generate infra', () => {
  const stacks = ['shared', 'rules-engine', 'alert-merger', 'alert-processor', 'cluster-dev', 'cluster-prod'];
  const paths = stacks
    .flatMap((id) => ['samconfig.toml', 'template.yaml'].map((name) => `deployment/stacks/${id}/${name}`))
    .sort();

  it('writes a template and its settings for each stack, and nothing the second time', async () => {
    const cwd = makeRepo();

    const first = JSON.parse((await runCli(['generate', 'infra', '--format', 'json'], { cwd })).stdout);
    const second = await runCli(['generate', 'infra', '--format', 'json'], { cwd });

    expect(first.stacks.map(({ id }: { id: string }) => id).toSorted()).toStrictEqual(stacks.toSorted());
    expect(first.stacks[0]).toStrictEqual({
      id: 'shared',
      stackName: 'acme-streamalert-shared',
      region: 'us-east-1',
      needs: [],
    });
    const written = first.changes.map(({ path }: { path: string }) => path).toSorted();
    expect(written).toStrictEqual(paths);
    expect(paths.filter((path) => !existsSync(join(cwd, path)))).toStrictEqual([]);
    expect([second.code, JSON.parse(second.stdout).changes]).toStrictEqual([0, []]);
  });

  it('with --check writes nothing, and ends with 1 when something would be written', async () => {
    const cwd = makeRepo();

    const before = await runCli(['generate', 'infra', '--check'], { cwd });
    const wasWritten = existsSync(join(cwd, 'deployment'));
    await runCli(['generate', 'infra'], { cwd });
    const after = await runCli(['generate', 'infra', '--check'], { cwd });

    expect([before.code, wasWritten, after.code]).toStrictEqual([1, false, 0]);
  });

  it('tells with --dry-run what would be written, and writes nothing', async () => {
    const cwd = makeRepo();

    const { code, stdout } = await runCli(['generate', 'infra', '--dry-run'], { cwd });

    expect([code, existsSync(join(cwd, 'deployment'))]).toStrictEqual([0, false]);
    expect(stdout).toContain('would write deployment/stacks/rules-engine/template.yaml\n');
  });

  it('removes the files of a stack that is gone, and leaves what is not its own', async () => {
    const cwd = makeRepo();
    await runCli(['generate', 'infra'], { cwd });
    writeFiles(cwd, { 'deployment/stacks/cluster-dev/notes.md': 'ours' });
    rmSync(join(cwd, 'conf/clusters/dev.json'));

    const { code, stdout } = await runCli(['generate', 'infra', '--format', 'json'], { cwd });

    const removed = JSON.parse(stdout).changes.filter(({ change }: { change: string }) => change === 'remove');
    expect(code).toBe(0);
    expect(removed.map(({ path }: { path: string }) => path)).toStrictEqual([
      'deployment/stacks/cluster-dev/samconfig.toml',
      'deployment/stacks/cluster-dev/template.yaml',
    ]);
    expect(readdirSync(join(cwd, 'deployment/stacks/cluster-dev'))).toStrictEqual(['notes.md']);
  });

  it('writes nothing when conf/ has an error, and says where it is', async () => {
    const cwd = makeRepo({ 'conf/lambda.json': { alert_merger_config: { memory: 64 } } });

    const { code, stdout, stderr } = await runCli(['generate', 'infra'], { cwd });

    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).toContain('conf/lambda.json#/alert_merger_config/memory');
    expect(stderr).toContain('Nothing was written, as the configuration has errors.');
    expect(existsSync(join(cwd, 'deployment'))).toBe(false);
  });
});
