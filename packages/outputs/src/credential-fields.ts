import type { CredentialField } from './contract.ts';

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Whether a host is this machine. */
export const isLoopback = (host: string): boolean => loopback.has(host);

/** Accepts `https:` URLs, and `http:` ones on this machine; a user name or password belongs into a header. */
export function validateUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return 'must be a URL, e.g. https://hooks.example.com/…';
  const url = new URL(value);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
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

/** A field that holds a secret, hidden while it is typed. */
export const secretField = (name: string, description: string): CredentialField => ({ name, description, mask: true });

/** A field that is no secret by itself and is kept with them, as in 3.5. */
export const plainField = (name: string, description: string): CredentialField => ({ name, description, mask: false });

/** The address of a server or an API. */
export const addressField = (name: string, description: string): CredentialField => ({
  name,
  description,
  mask: false,
  validate: validateUrl,
});

/** The same field, which may be left out. */
export const optional = (field: CredentialField): CredentialField => ({ ...field, optional: true });
