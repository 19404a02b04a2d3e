import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Issue } from '@streamalert/core';
import type { Candidate, ConfFile } from './conf-files.ts';
import { errorAt } from './issue-at.ts';
import { type Ordered, parseDocument } from './json-document.ts';
import { listOf, objectOf, textOf } from './ordered-values.ts';
import { readText } from './read-text.ts';

/** Files of log types that come from npm packages. */
export interface SchemaPackages {
  readonly files: readonly ConfFile[];
  readonly candidates: readonly Candidate[];
  readonly issues: readonly Issue[];
}

/**
 * Reads the log types of the packages that `general.schema_packages` names. A package is found as Node finds it from
 * the folder that holds `conf/`; its files are those of the folder `schemas`, or of the one that its `package.json`
 * names as `streamalert.schemas`.
 */
export async function readSchemaPackages(dir: string, global: ConfFile | undefined): Promise<SchemaPackages> {
  const found: { files: ConfFile[]; candidates: Candidate[]; issues: Issue[] } = {
    files: [],
    candidates: [],
    issues: [],
  };
  if (global === undefined) return found;
  for (const [index, name] of packageNames(global).entries()) {
    if (name === undefined) continue;
    const folder = await findSchemas(dir, name);
    if ('problem' in folder) {
      found.issues.push(errorAt(global.path, ['general', 'schema_packages', index], folder.problem));
      // Stands for what is missing, so that nothing is compared with the log types that are there.
      found.candidates.push({ kind: 'log-types', name, path: name, relativePath: name, package: name });
      continue;
    }
    for (const file of folder.files) {
      const path = `${name}/${file}`;
      const candidate: Candidate = {
        kind: 'log-types',
        name: file.slice(0, -'.json'.length),
        path,
        relativePath: path,
        package: folder.package,
      };
      found.candidates.push(candidate);
      const text = await readText(join(folder.path, file));
      if ('problem' in text) found.issues.push(errorAt(path, [], text.problem));
      else found.files.push({ ...candidate, text: text.text });
    }
  }
  return found;
}

/** In order; `undefined` where there is something else than a text, which JSON Schema complains about. */
function packageNames({ path, text }: ConfFile): (string | undefined)[] {
  const root: Ordered | undefined = parseDocument(path, text).document?.root;
  const names = objectOf(objectOf(root).get('general')).get('schema_packages');
  return listOf(names).map((name) => textOf(name) || undefined);
}

type Folder =
  | { readonly path: string; readonly files: readonly string[]; readonly package: string }
  | { readonly problem: string };

async function findSchemas(dir: string, name: string): Promise<Folder> {
  const manifest = findManifest(dir, name);
  if (manifest === undefined) {
    return {
      problem: `package "${name}" is not installed beside the configuration; install it with npm install ${name}`,
    };
  }
  const { version = '', schemas } = await readManifest(manifest);
  const path = join(dirname(manifest), schemas);
  const names = await readdir(path).catch(() => []);
  const files = names.filter((file) => file.endsWith('.json') && !file.startsWith('.')).sort();
  return files.length > 0
    ? { path, files, package: `${name} ${version}`.trimEnd() }
    : { problem: `package "${name}" brings no log types: it has no ${schemas}/*.json` };
}

/** @returns The path of the `package.json`, which a package with an `exports` map has to export. */
function findManifest(dir: string, name: string): string | undefined {
  try {
    return createRequire(resolve(dir)).resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
}

async function readManifest(manifest: string): Promise<{ version?: string; schemas: string }> {
  const { document } = parseDocument(manifest, await readFile(manifest, 'utf8').catch(() => '{}'));
  const fields = objectOf(document?.root);
  const version = textOf(fields.get('version'));
  const schemas = textOf(objectOf(fields.get('streamalert')).get('schemas')) ?? 'schemas';
  return { schemas, ...(version !== undefined && { version }) };
}
