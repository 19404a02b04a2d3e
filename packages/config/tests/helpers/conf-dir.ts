import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LoadedConfig, type LoadOptions, loadConfig } from '../../src/index.ts';

/** Files by path inside `conf/`: text as it is, anything else as JSON. */
export type Files = Readonly<Record<string, unknown>>;

/** A configuration without any issue, to which a test adds its fault. */
export const goodFiles: Files = {
  'global.json': { account: { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' } },
  'clusters/prod.json': { data_sources: { s3: { 'acme.audit.logs': ['vpn'] } }, classifier_config: {} },
  'schemas/vpn.json': { 'vpn:login': { parser: 'json', schema: { user: 'string', port: 'integer' } } },
};

/** Writes a directory `conf/` that is removed after the test. */
export async function makeConf(files: Files): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'streamalert-config-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const dir = join(parent, 'conf');
  await mkdir(dir);
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    const text = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
    await writeFile(join(dir, path), text);
  }
  return dir;
}

/** Loads files written over {@link goodFiles}. */
export async function load(files: Files, options?: LoadOptions): Promise<LoadedConfig & { dir: string }> {
  const dir = await makeConf({ ...goodFiles, ...files });
  return { ...(await loadConfig(dir, options)), dir };
}

/** Issues as `severity file#pointer: message`, with paths as if the directory were `conf`. */
export function lines({ issues, dir }: Pick<LoadedConfig, 'issues'> & { dir: string }): string[] {
  return issues.map(({ severity, file, pointer, message }) =>
    `${severity} ${file}#${pointer}: ${message}`.replaceAll(dir, 'conf'),
  );
}

/** {@link lines} of files written over {@link goodFiles}. */
export async function issuesOf(files: Files, options?: LoadOptions): Promise<string[]> {
  return lines(await load(files, options));
}
