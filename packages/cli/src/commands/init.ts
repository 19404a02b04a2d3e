import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@streamalert/config';
import { generateRuleTypes } from '@streamalert/rules-engine';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { version } from '../version.ts';

/** `streamalert init`: a detection repo with the sample configuration, a first rule and its tests. */
export function initCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('init')
    .description('make a detection repo: sample configuration, a first rule, and its test events')
    .argument('<dir>', 'a new or empty folder')
    .action(async (dir: string) => {
      await makeDetectionRepo(dir).catch((error: unknown) => cannotMake(dir, error));
      const where = relative('.', dir) === '' ? '' : `cd ${quoted(dir)} && `;
      context.stdout.write(`Made a detection repo in ${dir}. Next:\n\n  ${where}npm install && npm test\n`);
      exit(0);
    });
}

/** As it is typed into a shell. */
const quoted = (path: string): string => (/^[\w./~+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);

const templates = new URL('../../templates/', import.meta.url);
/** The sample that this repository holds; a published package carries a copy. */
const sampleConf = [new URL('../../../../conf/', import.meta.url), new URL('conf/', templates)];

function cannotMake(dir: string, error: unknown): never {
  if (error instanceof UsageError) throw error;
  throw new UsageError(`cannot make a detection repo in ${dir}: ${(error as Error).message}`, { cause: error });
}

async function makeDetectionRepo(dir: string): Promise<void> {
  const present = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const inTheWay = present.filter((name) => name !== '.git');
  if (inTheWay.length > 0) {
    throw new UsageError(`${dir} is not empty (it holds ${inTheWay.slice(0, 3).join(', ')}); name a new folder`);
  }
  await mkdir(dir, { recursive: true });
  await cp(fileURLToPath(new URL('detection-repo/', templates)), dir, { recursive: true });
  // npm leaves files named .gitignore out of packages.
  await rename(join(dir, 'gitignore'), join(dir, '.gitignore'));
  const conf = sampleConf.find((url) => existsSync(new URL('global.json', url))) as URL;
  await cp(fileURLToPath(conf), join(dir, 'conf'), { recursive: true });
  const { config } = await loadConfig(join(dir, 'conf'));
  if (config === undefined) throw new UsageError('the sample configuration is damaged; install @streamalert/cli anew');
  await mkdir(join(dir, 'types'));
  await writeFile(join(dir, 'types/streamalert.d.ts'), generateRuleTypes(config));
  await writeFile(join(dir, 'package.json'), `${JSON.stringify(packageJson(basename(resolve(dir))), null, 2)}\n`);
}

function packageJson(folder: string) {
  const range = `^${version}`;
  return {
    name:
      folder
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .replaceAll(/^-+|-+$/g, '') || 'detections',
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: {
      start: 'streamalert run sample-logs',
      test: 'streamalert test',
      validate: 'streamalert validate',
      types: 'streamalert generate types',
      check: 'streamalert generate types --check && tsc',
    },
    devDependencies: {
      '@streamalert/cli': range,
      '@streamalert/community-rules': range,
      '@streamalert/rules-sdk': range,
      typescript: '^6.0.3',
    },
  };
}
