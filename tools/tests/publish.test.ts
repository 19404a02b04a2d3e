import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Registry, withRegistry } from '../registry.ts';
import { mustRun, run } from '../run.ts';
import { readPackages, root } from '../workspace.ts';
import { type Walked, walkGuide } from './helpers/guide.ts';

const rule = `
import { defineRule } from '@streamalert/rules-sdk';

export const rootLogin = defineRule({
  id: 'root_login',
  description: 'Somebody used the root account.',
  logs: ['cloudtrail:events'],
  where: { 'userIdentity.type': 'Root' },
});

// @ts-expect-error: were the types not found, everything would be allowed
export const wrong: number = rootLogin.id;
`;

const program = `
import { createClassifier } from '@streamalert/classifier';
import { rootLogin } from './rule.ts';

const classifier = createClassifier({
  cluster: { name: 'prod', dataSources: { s3: { 'example-bucket': ['door'] } }, enableThreatIntel: false },
  logTypes: [
    {
      name: 'door:events',
      parser: 'json',
      fields: [
        ['door', { kind: 'string' }],
        ['badge', { kind: 'integer' }],
      ],
      configuration: {
        jsonPath: [],
        embeddedJson: false,
        envelopeKeys: [],
        optionalEnvelopeKeys: [],
        optionalTopLevelKeys: [],
        logPatterns: [],
        normalization: [],
      },
      file: 'door.json',
    },
  ],
});
const { classified, rejected } = classifier.classifyData(
  { service: 's3', resource: 'example-bucket' },
  '{"door":"north","badge":7}',
  'payload-1',
);
console.log(
  JSON.stringify({
    loaded: import.meta.resolve('@streamalert/classifier'),
    rule: rootLogin.id,
    logTypes: classified.map(({ log_schema_type }) => log_schema_type),
    rejected: rejected.length,
  }),
);
`;

const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  },
  include: ['*.ts'],
};

let folder: string;
let walked: readonly Walked[];
let written: readonly Walked[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamalert-consumer-'));
  await mustRun('node', ['node_modules/typescript7/bin/tsc', '-b'], { cwd: root });
  await withRegistry(async (registry) => {
    expect(await publishedVersions(registry)).toStrictEqual(
      Object.fromEntries(readPackages().map(({ manifest }) => [manifest.name, manifest.version])),
    );
    await makeConsumer(join(folder, 'consumer'), registry);
    const walk = async (page: string, name: string): Promise<readonly Walked[]> => {
      await mkdir(join(folder, name));
      return walkGuide(join(root, 'docs', page), join(folder, name), {
        ...registry.env,
        HOME: folder,
        STREAMALERT_CONFIG_HOME: join(folder, 'config'),
      });
    };
    walked = await walk('1.start.md', 'reader');
    written = await walk('3.write-rules.md', 'writer');
  });
}, 600_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('published packages', () => {
  it('type-check in an empty project, from their declarations alone', async () => {
    const { output } = await mustRun('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
      cwd: join(folder, 'consumer'),
    });
    expect(output).toBe('');
  }, 60_000);

  it('run in an empty project, with a rule in TypeScript', async () => {
    const { stdout } = await mustRun('node', ['program.ts'], { cwd: join(folder, 'consumer') });
    expect(JSON.parse(stdout)).toStrictEqual({
      loaded: pathToFileURL(join(folder, 'consumer/node_modules/@streamalert/classifier/dist/index.js')).href,
      rule: 'root_login',
      logTypes: ['door:events'],
      rejected: 0,
    });
  });
});

describe('docs/1.start.md, done as it says with the published packages', () => {
  it('works to its end', () => {
    expect(walked.filter(({ code }) => code !== 0)).toStrictEqual([]);
    expect(walked.at(-1)?.output).toMatch(/^webhook:soc$/m);
  });

  it.each([
    ['npm install', /^3 events · 3 passed · 0 failed/m],
    ['npm start', /^alerts {5}2 by 2 rules\n +cloudtrail_critical_api_calls +1\n +console_login_without_mfa +1$/m],
    ['npx streamalert test', /ssh_key_for_other\.json\n.*✓ 1 .*\n.*✓ 2 [^]*^5 events · 5 passed · 0 failed/m],
    ['npx streamalert run sample-logs\n', /^alerts {5}1 by 1 rule\n +ssh_key_for_other +1\ndelivered {2}console 1, /m],
    [
      'npx streamalert search',
      /│ ssh_key_for_other +│ mia for noah +│[^]*│ UploadSSHPublicKey +│ 1 +│[^]*^waiting +0 alerts/m,
    ],
    ['npx streamalert validate', /^no problems in \d+ files.*$/m],
  ])('prints what the page promises: %s', (command, promised) => {
    const step = walked.find(({ commands }) => `${commands}\n`.includes(command));
    expect(step?.output).toMatch(promised);
  });
});

describe('docs/3.write-rules.md, done as it says with the published packages', () => {
  it('works to its end', () => {
    expect(written.filter(({ code }) => code !== 0)).toStrictEqual([]);
    expect(written.at(-1)?.commands).toContain('node --test');
  });

  it.each([
    ['npm run types', /^types\/streamalert\.d\.ts written: \d+ log types, 2 outputs\.$/m],
    ['npm test', /vpn_admin_from_outside\.json\n.*✓ 1 .*\n.*✓ 2 .*\n.*✓ 3 [^]*^6 events · 6 passed · 0 failed/m],
    ['npm run types\nnpm run check\nnpm test', /^10 events · 10 passed · 0 failed/m],
    ['npx streamalert run', /^alerts {5}4 by 4 rules\n +address_watched +1\n +vpn_admin_from_outside +1$/m],
    ['npx streamalert run', /│ vpn_large_session +│ 3 +│ 1 +│ 0 +│[^]*│ vpn_large_session +│ low +│ 31 GB +│/],
    ['node --test', /pass 2\n/],
  ])('prints what the page promises: %s', (command, promised) => {
    const step = written.find(({ commands }) => commands.includes(command));
    expect(step?.output).toMatch(promised);
  });

  it('keeps a rule of its own from compiling that names what there is not', async () => {
    const repo = join(folder, 'writer/detections');
    await writeFile(
      join(repo, 'rules/wrong.ts'),
      `import { defineRule } from '@streamalert/rules-sdk';
export const wrong = defineRule({ id: 'wrong', description: 'x', logs: ['vpn:session'], where: { 'user.nme': 'mia' } });
`,
    );

    const { code, output } = await run('node', ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: repo });

    expect(code).not.toBe(0);
    expect(output).toMatch(/^rules\/wrong\.ts\(2,\d+\): error TS2353: .*'user\.nme'/);
    expect(output.trim().split('\n')).toHaveLength(1);
  }, 60_000);
});

async function publishedVersions({ env }: Registry): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const { manifest } of readPackages()) {
    const response = await fetch(new URL(manifest.name, env['npm_config_registry']));
    const { 'dist-tags': tags } = (await response.json()) as { 'dist-tags'?: { latest?: string } };
    versions[manifest.name] = tags?.latest ?? 'not published';
  }
  return versions;
}

/** A project of somebody who installs two of the packages and writes a rule. */
async function makeConsumer(folder: string, { env }: Registry): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await writeFile(join(folder, 'rule.ts'), rule);
  await writeFile(join(folder, 'program.ts'), program);
  await mustRun('npm', ['install', '@streamalert/classifier', '@streamalert/rules-sdk'], {
    cwd: folder,
    env,
  });
}
