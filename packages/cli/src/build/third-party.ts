import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package that is part of a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; `UNKNOWN` where the package says nothing. */
  readonly license: string;
}

/** Packages that files of a bundle come from, sorted by name; the user's own project is none. */
export function bundledPackages({ inputs }: Metafile, projectDir: string): readonly BundledPackage[] {
  const found = new Map<string, BundledPackage>();
  for (const input of Object.keys(inputs)) {
    const manifest = manifestOf(resolve(projectDir, input), projectDir);
    if (manifest !== undefined) found.set(`${manifest.name}@${manifest.version}`, manifest);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bundled]) => bundled);
}

const known = new Map<string, BundledPackage | undefined>();

/** The nearest `package.json` with a name above a file. */
function manifestOf(file: string, projectDir: string): BundledPackage | undefined {
  const folder = dirname(file);
  if (known.has(folder)) return known.get(folder);
  const path = join(folder, 'package.json');
  const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<BundledPackage>) : {};
  const { name, version, license = 'UNKNOWN' } = manifest;
  const isProject = resolve(folder) === resolve(projectDir);
  const result =
    name !== undefined && version !== undefined && !isProject
      ? { name, version, license: String(license) }
      : folder === dirname(folder) || isProject
        ? undefined
        : manifestOf(folder, projectDir);
  known.set(folder, result);
  return result;
}

/** A bill of materials. @see https://cyclonedx.org/docs/1.6/json/ */
export function cycloneDx(bundle: string, packages: readonly BundledPackage[]): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: bundle } },
    components: packages.map(({ name, version, license }) => ({
      type: 'library',
      name,
      version,
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      licenses: [license === 'UNKNOWN' ? { license: { name: 'UNKNOWN' } } : { expression: license }],
    })),
  };
}

/** The list of licences, one package a line. */
export const licenseList = (packages: readonly BundledPackage[]): string =>
  packages.map(({ name, version, license }) => `${name} ${version}: ${license}\n`).join('');
