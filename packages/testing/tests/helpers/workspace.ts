import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '@streamalert/config';

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** The sample configuration of this repository. */
export async function sampleConfig(): Promise<Config> {
  const { config, issues } = await loadConfig(join(repository, 'conf'));
  if (config === undefined) throw new Error(issues.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  return config;
}

/** A folder with these files; JSON where the content is no text. */
export async function folderOf(
  files: Readonly<Record<string, unknown>>,
): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'streamalert-testing-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { path, remove: () => rm(path, { recursive: true }) };
}
