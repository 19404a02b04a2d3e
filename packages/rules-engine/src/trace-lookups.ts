import type { Json } from '@streamalert/core';
import type { Lookup } from './lookups/lookup.ts';

/** What a lookup table answered. */
export interface LookupFinding {
  readonly table: string;
  readonly key: string;
  /** Absent: there is no such key or table, or it could not be read. */
  readonly found?: Json;
  /** Why the table could not be read. */
  readonly failure?: string;
}

/** Lookups that are remembered. */
export interface TracedLookup {
  readonly lookup: Lookup;
  /** Each key once, in the order in which they were first asked for. */
  findings(): readonly LookupFinding[];
}

/** Wraps a lookup, so that one sees which answers decided. */
export function traceLookups(lookup: Lookup): TracedLookup {
  const findings = new Map<string, LookupFinding>();
  const note = (finding: LookupFinding): void => {
    findings.set(JSON.stringify([finding.table, finding.key]), finding);
  };
  return {
    async lookup(table, key) {
      // Keeps its place among the others, and what is known of it where the answer comes too late.
      note({ table, key, failure: 'no answer' });
      try {
        const found = await lookup(table, key);
        note({ table, key, ...(found !== undefined && { found }) });
        return found;
      } catch (error) {
        note({ table, key, failure: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    },
    findings: () => [...findings.values()],
  };
}
