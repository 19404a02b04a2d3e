import { kinds, type Scan } from '@streamalert/parsers';
import type { Rule } from '@streamalert/rules-sdk';
import { type PreparedTest, rarest, type ScopedRule, scopeRules } from './rule-index.ts';

/**
 * Tells from the bytes of a record, and where its fields lie in them, whether some rule may want it. Never denies a record
 * that a rule would be asked about; may let through one that none is.
 */
export type RecordFilter = (bytes: Buffer, scan: Scan) => boolean;

/** What a field must be for one of the rules. */
interface FieldGate {
  readonly key: string;
  /** Values of the field itself. */
  readonly values: Set<string>;
  /** {@link hashOf} each of them. */
  readonly hashes: Set<number>;
  /** As JSON writes them: texts that must stand somewhere in the field. */
  readonly within: Set<string>;
}

const normalization = 'streamalert_normalization';

/** Of texts like these there is one way to write them, but for escapes. */
const written = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;
const isWritten = (value: unknown): value is string => typeof value === 'string' && written.test(value);

/** More texts to look for in a field cost as much as to parse the record. */
const maxWithin = 8;

/**
 * Every rule that applies to the log type needs one of some texts in one field, so a record without any is not even parsed.
 *
 * @param rules Sorted by id.
 * @returns `undefined` when a rule declares nothing of the kind.
 */
export function createRecordFilter(rules: readonly Rule[], logType: string): RecordFilter | undefined {
  const gates = new Map<string, FieldGate>();
  const { scoped, sharing } = scopeRules(rules, logType);
  for (const rule of scoped) if (!addGate(gates, rule, sharing)) return undefined;
  const byLength: FieldGate[][] = [];
  for (const gate of gates.values()) {
    if (gate.within.size > maxWithin) return undefined;
    (byLength[gate.key.length] ??= []).push(gate);
  }
  // Without holes, which are slow to find.
  const found = Array.from(byLength, (some) => some ?? []);
  return (bytes, scan) => {
    for (let field = 0; field < scan.count; field++) {
      const some = found[(scan.keyEnd[field] as number) - (scan.keyStart[field] as number)];
      if (some === undefined) continue;
      for (const gate of some) if (opens(gate, bytes, scan, field)) return true;
    }
    return false;
  };
}

/** False for a rule that may want any record. */
function addGate(
  gates: Map<string, FieldGate>,
  { rule, tests }: ScopedRule,
  sharing: ReturnType<typeof scopeRules>['sharing'],
): boolean {
  const usable = tests.filter(({ path, values }) => path.split('.').every(isWritten) && [...values].every(isWritten));
  const ofField = usable.filter(({ path }) => !path.includes('.'));
  const test = rarest(ofField.length > 0 ? ofField : usable, sharing);
  if (test !== undefined) {
    gateOf(gates, test);
    return true;
  }
  const { datatypes } = rule;
  if (datatypes === undefined || !datatypes.every(isWritten)) return false;
  const { within } = gateAt(gates, normalization);
  for (const type of datatypes) within.add(JSON.stringify(type));
  return true;
}

function gateOf(gates: Map<string, FieldGate>, { path, values }: PreparedTest): void {
  const [key = ''] = path.split('.');
  const gate = gateAt(gates, key);
  for (const value of values as ReadonlySet<string>) {
    if (key === path) {
      gate.values.add(value);
      const bytes = Buffer.from(value);
      gate.hashes.add(hashOf(bytes, 0, bytes.length));
    } else gate.within.add(JSON.stringify(value));
  }
}

function gateAt(gates: Map<string, FieldGate>, key: string): FieldGate {
  const gate = gates.get(key) ?? { key, values: new Set(), hashes: new Set(), within: new Set() };
  gates.set(key, gate);
  return gate;
}

/** Any field of the name will do: of keys that are there twice the last counts, and it is one of them. */
function opens(gate: FieldGate, bytes: Buffer, scan: Scan, field: number): boolean {
  const { key, within } = gate;
  const keyStart = scan.keyStart[field] as number;
  for (let at = 0; at < key.length; at++) if (bytes[keyStart + at] !== key.charCodeAt(at)) return false;
  const start = scan.valueStart[field] as number;
  const end = scan.valueEnd[field] as number;
  if (scan.valueKind[field] === kinds.string) return isOneOf(gate, bytes, start + 1, end - 1);
  if (within.size === 0) return false;
  const text = asLatin1(bytes, start, end);
  if (text.includes('\\')) return true;
  for (const value of within) if (text.includes(value)) return true;
  return false;
}

/** Most texts are none of the values, which their bytes tell: nothing is made of them. */
function isOneOf({ values, hashes }: FieldGate, bytes: Buffer, start: number, end: number): boolean {
  if (values.size === 0) return false;
  const hash = hashOf(bytes, start, end);
  return hash === undecided || (hashes.has(hash) && values.has(asLatin1(bytes, start, end)));
}

/** Other characters become some that no gate looks for. */
function asLatin1(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}

/** The text holds an escape, and may be anything. */
const undecided = -1;
const backslash = 0x5c;

/** FNV-1a, without sign: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === backslash) return undecided;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
