import type { Json, Match } from '@streamalert/rules-sdk';

/** A match with a title for the reader, and as context the facts that are known: what is absent or empty is left out. */
export function alertOn(title: string, facts: Readonly<Record<string, Json | undefined>> = {}): Match {
  const context: Record<string, Json> = {};
  for (const name in facts) {
    const value = facts[name];
    if (value !== undefined && value !== null && value !== '') context[name] = value;
  }
  return { alert: true, title, context };
}
