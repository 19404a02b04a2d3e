import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Config } from '@streamalert/config';
import { UsageError } from '../errors.ts';

/** What a package of a function says about how it is built. */
export interface FunctionBuild {
  /** The part of the configuration that the function reads. */
  readonly configOf: (config: Config, cluster: string) => unknown;
  /** User's modules that belong into the bundle. Absent: none. */
  readonly modules?: 'rules' | 'publishers';
  /** Services of `@streamalert/outputs` whose code belongs into the bundle. Absent: none. */
  readonly servicesOf?: (config: Config) => readonly string[];
}

/** A package of a function, as it is installed beside the user's project. */
export interface FunctionPackage {
  readonly name: string;
  readonly build: FunctionBuild;
}

/** Bundles by function package: `classifier-prod` is built from `@streamalert/classifier-function`. */
export function splitBundle(bundle: string): { readonly packageName: string; readonly cluster: string } {
  const [, stage = bundle, cluster = ''] = /^(classifier)-(.+)$/.exec(bundle) ?? [];
  return { packageName: `@streamalert/${stage}-function`, cluster };
}

/**
 * Finds the package of a function: what the user's project has installed, else what came with the command.
 *
 * @throws UsageError when it is nowhere.
 */
export async function loadFunctionPackage(name: string, projectDir: string): Promise<FunctionPackage> {
  const path = findModule(`${name}/build`, projectDir);
  if (path === undefined) {
    throw new UsageError(`the package ${name} is not installed; install it with npm install ${name}`);
  }
  return { name, build: (await import(pathToFileURL(path).href)) as FunctionBuild };
}

function findModule(specifier: string, projectDir: string): string | undefined {
  const own = resolveFrom(resolve(projectDir, 'package.json'), specifier);
  return own ?? resolveFrom(fileURLToPath(import.meta.url), specifier);
}

function resolveFrom(file: string, specifier: string): string | undefined {
  try {
    return createRequire(file).resolve(specifier);
  } catch {
    return undefined;
  }
}
