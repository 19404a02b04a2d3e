import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** One package of the workspace: a library under `packages/`, a function under `apps/`, or `infra`. */
export interface Package {
  /** Name without the scope, which is also the name of its vitest project. */
  readonly id: string;
  /** Path of the folder inside the repository, e.g. `packages/core`. */
  readonly path: string;
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace, by path. */
export function readPackages(): Package[] {
  return packagePaths().map((path) => {
    const folder = join(root, path);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    return { id: manifest.name.replace('@streamalert/', ''), path, folder, manifest };
  });
}

/** Folders of packages inside the repository, sorted. */
export function packagePaths(): string[] {
  const inside = (folder: string): string[] =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [];
  return [...inside('apps'), 'infra', ...inside('packages')]
    .filter((path) => existsSync(join(root, path, 'package.json')))
    .sort();
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
