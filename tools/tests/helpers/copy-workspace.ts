import { cp, mkdir, mkdtemp, readdir, readlink, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readPackages, root } from '../../workspace.ts';

const left = new Set(['node_modules', '.tools', 'dist', '.nx', '.git', 'reports', '.streamalert']);

/** The repository's sources and configuration in a temporary folder, for a test to break. Returns its absolute path. */
export async function copyWorkspace(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'streamalert-copy-'));
  await cp(root, copy, { recursive: true, filter: (source) => !left.has(basename(source)) });
  await linkDependencies(copy);
  return copy;
}

/** Installed packages as they are; the workspace's own lead to the copy. */
async function linkDependencies(copy: string): Promise<void> {
  const [installed, own] = [join(root, 'node_modules'), 'node_modules/@streamalert'];
  await mkdir(join(copy, own), { recursive: true });
  for (const entry of await readdir(installed)) {
    if (entry !== '@streamalert') await symlink(join(installed, entry), join(copy, 'node_modules', entry));
  }
  for (const name of await readdir(join(root, own))) {
    await symlink(await readlink(join(root, own, name)), join(copy, own, name));
  }
  // What a package has in another version than the others.
  for (const { path } of readPackages()) {
    const nested = join(root, path, 'node_modules');
    const entries = await readdir(nested).catch(() => []);
    if (entries.length > 0) await symlink(nested, join(copy, path, 'node_modules'));
  }
}
