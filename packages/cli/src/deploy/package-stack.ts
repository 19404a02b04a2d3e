import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Resource, Stack, Template } from '@streamalert/infra';
import { zipFolder } from './zip-folder.ts';

/** A stack that can be deployed: its template names bundles by where they lie in a bucket. */
export interface PackagedStack {
  readonly stack: Stack;
  readonly template: Template;
  /** What the template names, by key. The key is made of the content. */
  readonly artifacts: ReadonlyMap<string, Uint8Array>;
}

/** Where bundles are, and where they are to be. */
export interface PackageOptions {
  /** Holds a folder for each bundle. */
  readonly functions: string;
  readonly bucket: string;
}

/** Zips the bundles of a stack that were built. */
export async function packageStack(stack: Stack, { functions, bucket }: PackageOptions): Promise<PackagedStack> {
  const artifacts = new Map<string, Uint8Array>();
  const Resources: Record<string, Resource> = {};
  for (const [id, resource] of Object.entries(stack.template.Resources)) {
    const code = resource.Properties?.['CodeUri'];
    if (typeof code !== 'string') {
      Resources[id] = resource;
      continue;
    }
    const bundle = code.slice(code.lastIndexOf('/') + 1);
    const { bytes, sha256 } = await zipFolder(join(functions, bundle));
    const key = `functions/${bundle}/${sha256}.zip`;
    artifacts.set(key, bytes);
    Resources[id] = { ...resource, Properties: { ...resource.Properties, CodeUri: { Bucket: bucket, Key: key } } };
  }
  return { stack, template: { ...stack.template, Resources }, artifacts };
}

/** A template as CloudFormation reads it, without a blank: its size counts. */
export const templateText = (template: object): string => JSON.stringify(template);

/** Key of a template that is too large for a call. */
export const templateKey = (text: string): string =>
  `templates/${createHash('sha256').update(text).digest('hex')}.json`;
