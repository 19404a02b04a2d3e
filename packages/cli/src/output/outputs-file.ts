import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonChange } from '@streamalert/config';
import { UsageError } from '../errors.ts';
import type { NamedOutput } from './target.ts';

/** `conf/outputs.json` as it stands; a service has a list of descriptors, or settings by descriptor. */
export type OutputsFile = Readonly<Record<string, unknown>>;

/** @returns `undefined` when there is no configuration at all. @throws UsageError when the file is no JSON object. */
export async function readOutputsFile(conf: string): Promise<OutputsFile | undefined> {
  if (!existsSync(conf)) return undefined;
  const path = join(conf, 'outputs.json');
  try {
    const parsed: unknown = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, '') || '{}');
    if (isObject(parsed)) return parsed;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    if (code !== undefined) throw new UsageError(`cannot read ${path}: ${code}`, { cause: error });
  }
  throw new UsageError(`${path} is not a JSON object; streamalert validate says where`);
}

/** Descriptors of a service, in their order. */
export function descriptorsOf(file: OutputsFile, service: string): readonly string[] {
  const entry = file[service];
  if (Array.isArray(entry)) return entry.filter((descriptor) => typeof descriptor === 'string');
  return isObject(entry) ? Object.keys(entry) : [];
}

/** What stands beside a descriptor; `undefined` in a list. */
export function settingsOf(file: OutputsFile, { service, descriptor }: NamedOutput): unknown {
  const entry = file[service.service];
  return isObject(entry) ? entry[descriptor] : undefined;
}

/** The change that adds an output, or sets what stands beside it. */
export function additionOf(
  file: OutputsFile,
  { service, descriptor }: NamedOutput,
  value?: string,
): readonly JsonChange[] {
  const entry = file[service.service];
  const known = descriptorsOf(file, service.service);
  if (value === undefined) {
    if (known.includes(descriptor)) return [];
    if (isObject(entry)) return [{ path: [service.service, descriptor], value: {} }];
    return [{ path: [service.service], value: [...known, descriptor] }];
  }
  const before = isObject(entry) ? entry[descriptor] : undefined;
  if (isObject(entry)) {
    // Other settings that stand beside the value stay.
    const after = isObject(before) ? { ...before, value } : value;
    return [{ path: [service.service, descriptor], value: after }];
  }
  return [
    { path: [service.service], value: { ...Object.fromEntries(known.map((name) => [name, {}])), [descriptor]: value } },
  ];
}

/** The change that takes an output out, and its service where it was the last. */
export function removalOf(file: OutputsFile, { service, descriptor }: NamedOutput): readonly JsonChange[] {
  const known = descriptorsOf(file, service.service);
  if (!known.includes(descriptor)) return [];
  const path = [service.service];
  if (known.length === 1) return [{ path, value: undefined }];
  return Array.isArray(file[service.service])
    ? [{ path, value: known.filter((name) => name !== descriptor) }]
    : [{ path: [...path, descriptor], value: undefined }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
