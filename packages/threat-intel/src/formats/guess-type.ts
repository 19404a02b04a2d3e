import { canonicalValue, hashFamily } from '../canonical-value.ts';

/** The indicator type that a value is of by its looks: `ip`, `url`, a hash function, `email` or `domain`. */
export function guessType(value: string): string | undefined {
  const text = value.trim();
  if (canonicalValue('ip', text) !== undefined) return 'ip';
  const family = hashFamily(text);
  if (family !== undefined) return family;
  if (/^(?:https?|hxxps?|ftp):\/\//i.test(text)) return 'url';
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return 'email';
  const domain = canonicalValue('domain', text);
  return domain !== undefined && /^[^.]+(?:\.[^.]+)+$/.test(domain) ? 'domain' : undefined;
}
