import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isNativeError } from 'node:util/types';
import { type Issue, jsonPointer, sha256 } from '@streamalert/core';
import { isPublisher, isRule, type Publisher, type Rule, ruleMark } from '@streamalert/rules-sdk';
import { builtInPublishers } from '@streamalert/rules-sdk/publishers';
import { publishersIn } from './outputs.ts';
import { findRuleFiles } from './rule-files.ts';
import { provideSdk } from './sdk-resolution.ts';
import type { LoadedRule, LoadedRules } from './types.ts';
import { validateRule } from './validate-rule.ts';

/** An exported value and where it stands. */
interface Found<T> {
  readonly value: T;
  readonly file: string;
  readonly exportName: string;
  /** Stands in an array or a namespace, as the packs of a package do. */
  readonly packed: boolean;
}

/** What a file's exports hold. */
interface Contents {
  readonly rules: Found<Rule>[];
  readonly publishers: Found<Publisher>[];
  readonly issues: Issue[];
}

/**
 * Imports every module file in the folders and takes the rules and publishers that they export: directly, in arrays,
 * or as a namespace (`export * as pack from '…'`); also publishers that the rules name. TypeScript is loaded by Node's own type stripping. Files are read
 * in order of location and path; matchers need no loading, as rules refer to them. What is exported by itself replaces
 * what has the same name in an array or a namespace, so that a repo can change single rules of a pack.
 *
 * Never rejects because of a file: one that cannot be imported is one issue, and so is every rule with a wrong
 * option; those are left out, and everything else is loaded. A location that does not exist is a warning.
 *
 * Modules are imported once in a process: a file that changed afterwards is not read again.
 */
export async function loadRules(locations: readonly string[]): Promise<LoadedRules> {
  provideSdk();
  const contents: Contents = { rules: [], publishers: [], issues: [] };
  const hashes = new Map<string, string>();
  for (const location of locations) {
    const files = await findRuleFiles(location);
    if (files === undefined) contents.issues.push(issue(location, [], 'does not exist', 'warning'));
    for (const file of files ?? []) {
      if (hashes.has(file)) continue;
      hashes.set(file, sha256(await readFile(file)));
      await importFile(file, contents);
    }
  }
  const rules = unique(contents.rules, ({ id }) => id, 'rule', contents.issues).filter((found) =>
    isValid(found, contents.issues),
  );
  // What a rule names need not be exported by itself. Those of the SDK are always there, maybe from another copy of it.
  const named = rules.flatMap(({ value, ...place }) =>
    publishersIn(value.publishers)
      .filter(({ name }) => !builtInPublishers.has(name))
      .map((publisher) => ({ ...place, value: publisher })),
  );
  const publishers = unique([...contents.publishers, ...named], ({ name }) => name, 'publisher', contents.issues);
  return {
    rules: rules.map((found) => loadedRule(found, hashes.get(found.file) ?? '')).sort(byId),
    publishers: publishers.map(({ value }) => value).sort((a, b) => (a.name < b.name ? -1 : 1)),
    issues: contents.issues,
  };
}

const byId = (a: LoadedRule, b: LoadedRule): number => (a.rule.id < b.rule.id ? -1 : 1);

async function importFile(file: string, contents: Contents): Promise<void> {
  try {
    const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
    const byName = Object.entries(module).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [exportName, value] of byName) collect(value, { file, exportName, packed: false }, contents);
  } catch (error) {
    contents.issues.push(issue(file, [], `cannot be loaded: ${reasonOf(error)}`));
  }
}

/** The message and, of a syntax error, the line where Node tells it: before the stack, `rules/a.ts:2`. */
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  const line = error.name === 'SyntaxError' ? /^[^\n]*:(\d+)\n/.exec(error.stack ?? '')?.[1] : undefined;
  return line === undefined ? error.message : `line ${line}: ${error.message}`;
}

function collect(value: unknown, place: Omit<Found<unknown>, 'value'>, contents: Contents): void {
  const { file, exportName } = place;
  if (isRule(value)) contents.rules.push({ value, ...place });
  else if (isPublisher(value)) contents.publishers.push({ value, ...place });
  else if (Array.isArray(value) || isNamespace(value)) {
    for (const item of Object.values(value)) collect(item, { ...place, packed: true }, contents);
  } else if (typeof value === 'object' && value !== null && ruleMark in value) {
    contents.issues.push(
      issue(file, [exportName], `is a rule of contract ${String(value[ruleMark])}, this engine knows contract 1`),
    );
  }
}

/** What `export * as pack` gives; loaders other than Node's own mark theirs the same way. */
function isNamespace(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === 'Module';
}

/**
 * The same value may be exported by several files, and one by itself replaces one in a pack. Any other two values with
 * one name are an issue, and the first is kept.
 */
function unique<T>(
  found: readonly Found<T>[],
  nameOf: (value: T) => string,
  kind: string,
  issues: Issue[],
): Found<T>[] {
  const byName = new Map<string, Found<T>>();
  for (const one of [...found].sort((a, b) => Number(a.packed) - Number(b.packed))) {
    const { value, file, exportName, packed } = one;
    const name = nameOf(value);
    const first = byName.get(name);
    if (first === undefined) byName.set(name, one);
    else if (first.value !== value && packed === first.packed) {
      issues.push(
        issue(file, [exportName], `${kind} "${name}" has the name of one in ${first.file}; names are unique`),
      );
    }
  }
  return [...byName.values()];
}

function isValid({ value, file, exportName }: Found<Rule>, issues: Issue[]): boolean {
  const problems = validateRule(value);
  for (const { option, message } of problems) {
    const subject = option === '' ? `rule "${value.id}"` : `rule "${value.id}": ${option}`;
    issues.push(issue(file, option === '' ? [exportName] : [exportName, option], `${subject} ${message}`));
  }
  return problems.length === 0;
}

/** The file that only lists a pack says nothing about its rules: one more line there must not stage all of them again. */
function loadedRule({ value, file, exportName, packed }: Found<Rule>, fileHash: string): LoadedRule {
  const contentHash = sha256((packed ? '' : fileHash) + optionsText(value));
  return { rule: value, file, exportName, contentHash, ...(packed && { packed }) };
}

/** Functions by their text, so that a rule re-exported from a package changes when the package does. */
function optionsText(rule: Rule): string {
  return JSON.stringify(rule, (_key, value: unknown) =>
    typeof value === 'function' || typeof value === 'bigint' ? String(value) : value,
  );
}

function issue(
  file: string,
  pointer: readonly string[],
  message: string,
  severity: Issue['severity'] = 'error',
): Issue {
  return { file, pointer: jsonPointer(pointer), message, severity };
}
