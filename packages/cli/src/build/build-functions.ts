import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Project } from '../project.ts';
import { bundleFunction } from './bundle-function.ts';
import { loadFunctionPackage, splitBundle } from './function-package.ts';
import { toSource } from './js-source.ts';
import { bundledPackages, cycloneDx, licenseList } from './third-party.ts';
import { publishersModule, ruleEntries } from './user-modules.ts';

/** A function that was built. */
export interface BuiltFunction {
  readonly bundle: string;
  /** Folder of its files. */
  readonly folder: string;
  /** SHA-256 of all its files: the same input gives the same. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Compared with what was in the folder before. */
  readonly change: 'new' | 'changed' | 'same';
}

/** Options of {@link buildFunctions}. */
export interface BuildFunctionsOptions {
  readonly project: Project;
  /** Files of rules, matchers and publishers. */
  readonly files: readonly string[];
  /** Folder that holds `conf/`. */
  readonly projectDir: string;
  readonly bundles: readonly string[];
  readonly out: string;
  /** Leaves what is in the folders as it is. */
  readonly dryRun?: boolean;
}

/**
 * Builds functions into folders below `out`, each whole or not at all. Beside each stand its bill of materials
 * (`<bundle>.cdx.json`) and the licences of what is in it.
 */
export async function buildFunctions(options: BuildFunctionsOptions): Promise<readonly BuiltFunction[]> {
  const { bundles, out, dryRun = false } = options;
  const made = await mkdir(out, { recursive: true });
  const results = await Promise.allSettled(bundles.map((bundle) => buildFunction(bundle, options)));
  if (dryRun && made !== undefined) await rm(made, { recursive: true });
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function buildFunction(bundle: string, options: BuildFunctionsOptions): Promise<BuiltFunction> {
  const { project, projectDir, files, out, dryRun = false } = options;
  const { packageName, cluster } = splitBundle(bundle);
  const { build } = await loadFunctionPackage(packageName, projectDir);
  const folder = join(out, bundle);
  const temporary = `${folder}.new`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const meta = await bundleFunction({
    packageName,
    config: toSource(build.configOf(project.config, cluster)),
    projectDir: resolve(projectDir),
    outDir: resolve(temporary),
    ...(build.modules === 'rules' && {
      rules: ruleEntries(files, projectDir),
      worker: workerProgram(),
    }),
    ...(build.servicesOf !== undefined && { services: build.servicesOf(project.config) }),
    ...(build.modules === 'publishers' && { publishers: await publishersModule(files, project.publishers) }),
  });
  await writeFile(join(temporary, 'package.json'), '{"type":"module"}\n');
  const packages = bundledPackages(meta, resolve(projectDir));
  await writeFile(join(temporary, 'LICENSES.txt'), licenseList(packages));
  const [former, measured] = [await measure(folder), await measure(temporary)];
  const change = former.sizeBytes === 0 ? 'new' : former.sha256 === measured.sha256 ? 'same' : 'changed';
  if (dryRun) await rm(temporary, { recursive: true });
  else {
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
    await writeFile(`${folder}.cdx.json`, `${JSON.stringify(cycloneDx(bundle, packages), null, 2)}\n`);
  }
  return { bundle, folder, change, ...measured };
}

/** Beside the engine, as it starts it itself. */
function workerProgram(): string {
  const engine = new URL(import.meta.resolve('@streamalert/rules-engine'));
  const extension = engine.pathname.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./isolation/worker.${extension}`, engine).pathname;
}

/** Of a folder that is not there, that it is empty. */
async function measure(folder: string): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const path of await filesIn(folder)) {
    const content = await readFile(path);
    hash.update(`${relative(folder, path)}\n${content.length}\n`).update(content);
    if (!path.endsWith('.map')) sizeBytes += content.length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export const projectDirOf = (conf: string): string => dirname(join(conf, '.'));
