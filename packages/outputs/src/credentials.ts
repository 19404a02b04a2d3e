import { stringifyJson } from '@streamalert/core';
import { outputSecretName } from '@streamalert/core/naming';
import type { CredentialCache } from './credential-cache.ts';
import type { OutputService } from './contract.ts';

/** The credentials of one output, or why they cannot be used. */
export type FoundCredentials =
  | { readonly kind: 'found'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Takes the fields that a service declares from its secret, and checks them. */
export async function findCredentials(
  cache: CredentialCache,
  service: OutputService,
  descriptor: string,
): Promise<FoundCredentials> {
  if (service.credentials.length === 0) return { kind: 'found', fields: {} };
  const stored = (await cache.get(outputSecretName(service.service, descriptor))) ?? {};
  const given = service.credentials.filter(({ name }) => (stored[name] ?? '') !== '');
  const missing = service.credentials.filter((field) => field.optional !== true && !given.includes(field));
  const wrong = given.flatMap(({ name, validate }) => validate?.(stored[name] ?? '')?.replace(/^/, `${name} `) ?? []);
  if (missing.length === 0 && wrong.length === 0) {
    return { kind: 'found', fields: Object.fromEntries(given.map(({ name }) => [name, stored[name] ?? ''])) };
  }
  const absent = missing.map(({ name }) => `${name} is missing`);
  const output = `${service.service}:${descriptor}`;
  return {
    kind: 'unusable',
    reason: `credentials of ${output}: ${[...absent, ...wrong].join(', ')}; set them with "streamalert output set ${output}"`,
  };
}

/** True when a secret read again holds something new. */
export function differ(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): boolean {
  return stringifyJson(before) !== stringifyJson(after);
}
