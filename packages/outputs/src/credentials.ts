import { stringifyJson } from '@streamalert/core';
import { outputSecretName } from '@streamalert/core/naming';
import type { OutputService } from './contract.ts';
import type { CredentialCache } from './credential-cache.ts';
import { CredentialsUnreadableError } from './errors.ts';

type Fields = Readonly<Record<string, string>>;

/** The credentials of one output, or why they cannot be used. */
export type FoundCredentials =
  | { readonly kind: 'found'; readonly fields: Fields }
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * Takes the fields that a service declares from its secret, and checks them.
 *
 * @throws CredentialsUnreadableError when the store fails.
 */
export async function findCredentials(
  cache: CredentialCache,
  service: OutputService,
  descriptor: string,
): Promise<FoundCredentials> {
  if (service.credentials.length === 0) return { kind: 'found', fields: {} };
  const output = `${service.service}:${descriptor}`;
  const stored = await readSecret(cache, service, descriptor);
  const given = service.credentials.filter(({ name }) => (stored[name] ?? '') !== '');
  const missing = service.credentials.filter((field) => field.optional !== true && !given.includes(field));
  const wrong = given.flatMap(({ name, validate }) => {
    const problem = validate?.(stored[name] ?? '');
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
  if (missing.length === 0 && wrong.length === 0) {
    return { kind: 'found', fields: Object.fromEntries(given.map(({ name }) => [name, stored[name] ?? ''])) };
  }
  // Whoever repairs the secret must not wait for the cache.
  cache.forget(outputSecretName(service.service, descriptor));
  const absent = missing.map(({ name }) => `${name} is missing`);
  return {
    kind: 'unusable',
    reason: `credentials of ${output}: ${[...absent, ...wrong].join(', ')}; set them with "streamalert output set ${output}"`,
  };
}

async function readSecret(cache: CredentialCache, { service }: OutputService, descriptor: string): Promise<Fields> {
  try {
    return (await cache.get(outputSecretName(service, descriptor))) ?? {};
  } catch (cause) {
    const message = `credentials of ${service}:${descriptor} cannot be read`;
    throw new CredentialsUnreadableError(message, { cause, retryable: true });
  }
}

/** True when a secret read again holds something new. */
export function differ(before: Fields, after: Fields): boolean {
  return stringifyJson(before) !== stringifyJson(after);
}
