import type { Json, Match } from '@streamalert/rules-sdk';

/** A match with a title for the reader, and as context the facts that are known: what is absent or empty is left out. */
export function alertOn(title: string, facts: Readonly<Record<string, Json | undefined>> = {}): Match {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return { alert: true, title, context: Object.fromEntries(known) as Record<string, Json> };
}
