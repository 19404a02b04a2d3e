import { cp, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../workspace.ts';

const left = new Set(['node_modules', 'dist', '.nx', '.git', 'reports', 'coverage', '.streamalert']);

/** The repository's sources and configuration in a temporary folder, for a test to break. Returns its absolute path. */
export async function copyWorkspace(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'streamalert-copy-'));
  await cp(root, copy, { recursive: true, filter: (source) => !left.has(basename(source)) });
  await linkDependencies(copy);
  return copy;
}

/** Installed packages as they are; the workspace's own lead to the copy. */
async function linkDependencies(copy: string): Promise<void> {
  await mkdir(join(copy, 'node_modules/@streamalert'), { recursive: true });
  for (const entry of await readdir(join(root, 'node_modules'))) {
    if (entry !== '@streamalert') await symlink(join(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  }
  for (const id of await readdir(join(copy, 'packages'))) {
    await symlink(join(copy, 'packages', id), join(copy, 'node_modules/@streamalert', id));
  }
}
