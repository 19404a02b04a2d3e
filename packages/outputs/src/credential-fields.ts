import type { CredentialField } from './contract.ts';

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Accepts `https:` URLs, and `http:` ones on this machine; a user name or password belongs into a header. */
export function validateUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return 'must be a URL, e.g. https://hooks.example.com/…';
  const url = new URL(value);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
  if (!secure) return 'must begin with https:// (http:// is accepted for this machine only)';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  return undefined;
}

/** The address of a webhook, which is a secret as a whole. */
export const webhookUrlField = (description: string): CredentialField => ({
  name: 'url',
  description,
  mask: true,
  validate: validateUrl,
});
