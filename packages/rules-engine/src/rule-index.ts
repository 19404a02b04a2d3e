import { isJsonObject, type JsonObject, type Rule } from '@streamalert/rules-sdk';
import { createFieldReader, type FieldReader } from './field-reader.ts';
import { hasNormalizedValues } from './normalized.ts';

/** A field and the values a rule accepts there. */
export interface PreparedTest {
  readonly path: string;
  readonly read: FieldReader;
  readonly values: ReadonlySet<unknown>;
}

/** A rule, ready for the records of one log type. */
export interface Candidate {
  readonly rule: Rule;
  /** Position among the engine's rules, which are sorted by id. */
  readonly order: number;
  /** What the index itself has not tested: further fields, required paths, normalized types; absent: nothing is left. */
  readonly admits: ((record: JsonObject) => boolean) | undefined;
  /** The function that is all that is left of the rule to ask; absent: there is more, or nothing. */
  readonly plain: Rule['when'];
}

/** Gives the rules that a record of one log type may match, in order of their ids. */
export type CandidateLookup = (record: JsonObject) => readonly Candidate[];

/**
 * Prepares the lookup for one log type. Every rule with declared fields is filed under the values of one of them, so
 * that a record finds its rules by one Map lookup a field, however many rules there are.
 *
 * @param rules Sorted by id; those that are not enabled are left out.
 */
export function createCandidateLookup(rules: readonly Rule[], logType: string): CandidateLookup {
  const { scoped, sharing } = scopeRules(rules, logType);
  const always: Candidate[] = [];
  const fields = new Map<string, { read: FieldReader; byValue: Map<unknown, Candidate[]> }>();
  for (const { rule, order, tests } of scoped) {
    const key = rarest(tests, sharing);
    const admits = createAdmission(
      rule,
      tests.filter((test) => test !== key),
    );
    const plain = admits === undefined && rule.matchers === undefined ? rule.when : undefined;
    const candidate = { rule, order, admits, plain };
    if (key === undefined) {
      always.push(candidate);
      continue;
    }
    const field = fields.get(key.path) ?? { read: key.read, byValue: new Map<unknown, Candidate[]>() };
    fields.set(key.path, field);
    for (const value of key.values) field.byValue.set(value, [...(field.byValue.get(value) ?? []), candidate]);
  }
  return lookupIn(always, [...fields.values()]);
}

/** A rule that applies to a log type. */
export interface ScopedRule {
  readonly rule: Rule;
  readonly order: number;
  readonly tests: readonly PreparedTest[];
}

/** The rules that apply to a log type, and how many of them accept each value of each field. */
export function scopeRules(
  rules: readonly Rule[],
  logType: string,
): { readonly scoped: readonly ScopedRule[]; readonly sharing: ReturnType<typeof countSharing> } {
  const scoped = rules.flatMap((rule, order) =>
    appliesTo(rule, logType) ? [{ rule, order, tests: testsOf(rule, logType) }] : [],
  );
  return { scoped, sharing: countSharing(scoped.map(({ tests }) => tests)) };
}

function lookupIn(
  always: readonly Candidate[],
  fields: readonly { read: FieldReader; byValue: ReadonlyMap<unknown, readonly Candidate[]> }[],
): CandidateLookup {
  if (fields.length === 0) return () => always;
  const join = createJoin();
  // Most records have candidates by one field, or by none; what the last such list comes to is at hand.
  let lastMore: readonly Candidate[] | undefined;
  let lastFound = always;
  return (record) => {
    let found = always;
    for (let index = 0; index < fields.length; index++) {
      const { read, byValue } = fields[index] as (typeof fields)[number];
      const more = byValue.get(read(record));
      if (more === undefined) continue;
      if (found.length === 0) found = more;
      else if (found !== always) found = join(found, more);
      else {
        if (more !== lastMore) {
          lastFound = join(always, more);
          lastMore = more;
        }
        found = lastFound;
      }
    }
    return found;
  };
}

/** Senders could make records with every combination of values; real logs have few. */
const maxJoined = 1000;

/** Joins lists of candidates in order; the same two are joined once. */
function createJoin(): (found: readonly Candidate[], more: readonly Candidate[]) => readonly Candidate[] {
  const joined = new WeakMap<readonly Candidate[], WeakMap<readonly Candidate[], readonly Candidate[]>>();
  let count = 0;
  return (found, more) => {
    const known = joined.get(found)?.get(more);
    if (known !== undefined) return known;
    const both = [...found, ...more].sort((a, b) => a.order - b.order);
    if (count++ >= maxJoined) return both;
    const withFound = joined.get(found) ?? new WeakMap<readonly Candidate[], readonly Candidate[]>();
    joined.set(found, withFound.set(more, both));
    return both;
  };
}

function appliesTo(rule: Rule, logType: string): boolean {
  return rule.enabled !== false && (rule.logs === undefined || rule.logs.includes(logType));
}

function testsOf(rule: Rule, logType: string): PreparedTest[] {
  const byLog = rule.whereByLog?.[logType];
  return [...Object.entries(rule.where ?? {}), ...Object.entries(byLog ?? {})].map(([path, test]) => ({
    path,
    read: createFieldReader(path),
    values: new Set<unknown>(Array.isArray(test) ? test : [test]),
  }));
}

/** How many rules accept each value of each field. */
function countSharing(all: readonly (readonly PreparedTest[])[]): ReadonlyMap<string, ReadonlyMap<unknown, number>> {
  const counts = new Map<string, Map<unknown, number>>();
  for (const { path, values } of all.flat()) {
    const ofPath = counts.get(path) ?? new Map<unknown, number>();
    counts.set(path, ofPath);
    for (const value of values) ofPath.set(value, (ofPath.get(value) ?? 0) + 1);
  }
  return counts;
}

/** So many rules that are found in vain cost less than reading one more field of every record. */
const cheap = 4;

/**
 * The field to file a rule under: the one whose values it shares with the fewest rules on average. Of those that share
 * with few it is the one that most rules declare, so that records are looked up by few fields.
 */
export function rarest(
  tests: readonly PreparedTest[],
  sharing: ReadonlyMap<string, ReadonlyMap<unknown, number>>,
): PreparedTest | undefined {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  const costOf = ({ path, values }: PreparedTest) => {
    const counts = sharing.get(path) ?? new Map<unknown, number>();
    const crowd = sum([...values].map((value) => counts.get(value) ?? 0)) / Math.max(1, values.size);
    return { crowd: Math.max(cheap, crowd), declared: sum(counts.values()) };
  };
  const byCost = tests.map((test) => ({ test, ...costOf(test) }));
  return byCost.sort((a, b) => a.crowd - b.crowd || b.declared - a.declared)[0]?.test;
}

function createAdmission(rule: Rule, tests: readonly PreparedTest[]): Candidate['admits'] {
  const required = (rule.requires ?? []).map(createFieldReader);
  const { datatypes } = rule;
  if (tests.length === 0 && required.length === 0 && datatypes === undefined) return undefined;
  const isNormalized = (record: JsonObject): boolean =>
    datatypes === undefined ||
    (isJsonObject(record['streamalert_normalization']) && datatypes.some((type) => hasNormalizedValues(record, type)));
  if (tests.length === 0 && required.length === 0) return isNormalized;
  return (record) => {
    for (const { read, values } of tests) if (!values.has(read(record))) return false;
    for (const read of required) if (read(record) === undefined) return false;
    return isNormalized(record);
  };
}
