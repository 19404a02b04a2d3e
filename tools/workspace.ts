import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** What the tools read of a package's `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

/** One library under `packages/`. */
export interface Package {
  /** Folder name, which is also the name of its vitest project. */
  readonly id: string;
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every library of the workspace, by folder name. */
export function readPackages(): Package[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: id }) => {
      const folder = join(root, 'packages', id);
      return { id, folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest };
    });
}

/** Names of everything a package may import at run time, itself left out. */
export function runtimeDependencies({ manifest }: Package): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

/** Entry points that hold TypeScript: `{ '.': './src/index.ts', './wire': './src/wire/index.ts' }`. */
export function sourceEntries({ manifest }: Package): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const source = typeof target === 'string' ? undefined : target['@streamalert/source'];
    if (source !== undefined) entries.set(subpath, source);
  }
  return entries;
}
