import { attackVersion, tactics, techniques } from '@streamalert/community-rules/attack';
import type { Config } from '@streamalert/config';
import type { LoadedRule } from '@streamalert/rules-engine';
import type { AttackReference, Rule, Severity } from '@streamalert/rules-sdk';

/** A rule, as far as it covers something. */
export interface CoveringRule {
  readonly id: string;
  readonly severity?: Severity;
  /** First paragraph of its description. */
  readonly summary: string;
  /** Log types that it looks at and that some cluster receives. */
  readonly log_types: readonly string[];
}

/** What is covered of a technique, or of a sub-technique under one tactic. */
export interface TechniqueCoverage {
  readonly id: string;
  readonly name: string;
  /** Rules about the technique itself; those about a sub-technique stand there. */
  readonly rules: readonly CoveringRule[];
  readonly sub_techniques: readonly TechniqueCoverage[];
}

/** A column of the matrix. */
export interface TacticCoverage {
  readonly id: string;
  readonly name: string;
  /** Techniques that a rule is about, themselves or by a sub-technique. */
  readonly covered: number;
  readonly techniques: readonly TechniqueCoverage[];
}

/** A log type that some cluster receives. */
export interface LogTypeCoverage {
  readonly name: string;
  readonly rules: number;
  readonly techniques: readonly string[];
}

/** What the enabled rules of a project cover of ATT&CK, with the log types that its clusters receive. */
export interface Coverage {
  readonly attack_version: string;
  readonly rules: {
    readonly total: number;
    readonly enabled: number;
    /** Enabled, about a technique, and with a log type that arrives. */
    readonly covering: number;
  };
  readonly tactics: readonly TacticCoverage[];
  readonly log_types: readonly LogTypeCoverage[];
  readonly log_types_without_rules: readonly string[];
  /** Enabled rules none of whose log types any cluster receives: they never run. */
  readonly rules_without_logs: readonly { readonly id: string; readonly log_types: readonly string[] }[];
  /** Enabled rules that name no technique. */
  readonly rules_without_technique: readonly string[];
  /** What rules name that this version of ATT&CK does not know, or knows under another tactic. */
  readonly unknown: readonly { readonly rule: string; readonly tactic: string; readonly technique: string }[];
}

/** Holds the rules of a project against ATT&CK and against what its clusters receive. */
export function measureCoverage(config: Config, loaded: readonly LoadedRule[]): Coverage {
  const received = receivedLogTypes(config);
  const enabled = loaded.map(({ rule }) => rule).filter((rule) => rule.enabled !== false);
  const seeing = enabled.map((rule) => ({ rule, logTypes: logTypesOf(rule, config, received) }));
  const covering = seeing.filter(({ rule, logTypes }) => logTypes.length > 0 && known(rule).length > 0);
  const logTypes = [...received].sort().map((name) => {
    const about = seeing.filter((one) => one.logTypes.includes(name)).map(({ rule }) => rule);
    const named = about.flatMap(known).map(({ technique }) => technique as string);
    return { name, rules: about.length, techniques: [...new Set(named)].sort() };
  });
  return {
    attack_version: attackVersion,
    rules: { total: loaded.length, enabled: enabled.length, covering: covering.length },
    tactics: tactics.map(({ id, name }) => {
      const found = techniquesOf(id, covering);
      return { id, name, covered: found.filter(isCovered).length, techniques: found };
    }),
    log_types: logTypes,
    log_types_without_rules: logTypes.filter(({ rules }) => rules === 0).map(({ name }) => name),
    rules_without_logs: seeing
      .filter((one) => one.logTypes.length === 0)
      .map(({ rule }) => ({ id: rule.id, log_types: rule.logs ?? [] })),
    rules_without_technique: enabled.filter((rule) => namedTechniques(rule).length === 0).map(({ id }) => id),
    unknown: enabled.flatMap((rule) =>
      namedTechniques(rule)
        .filter((reference) => !isKnown(reference))
        .map(({ tactic, technique = '' }) => ({ rule: rule.id, tactic, technique })),
    ),
  };
}

/** True when a rule is about the technique or one of its sub-techniques. */
export function isCovered({ rules, sub_techniques }: TechniqueCoverage): boolean {
  return rules.length > 0 || sub_techniques.some(isCovered);
}

/** Every rule about a technique or one of its sub-techniques, each once. */
export function rulesAbout({ rules, sub_techniques }: TechniqueCoverage): readonly CoveringRule[] {
  const all = [...rules, ...sub_techniques.flatMap((sub) => sub.rules)];
  return [...new Map(all.map((rule) => [rule.id, rule])).values()];
}

/** The log types of the log sources that some cluster receives. */
function receivedLogTypes({ clusters, logTypes }: Config): ReadonlySet<string> {
  const sources = new Set(
    [...clusters.values()].flatMap(({ dataSources }) =>
      Object.values(dataSources).flatMap((resources) => Object.values(resources).flat()),
    ),
  );
  return new Set(logTypes.map(({ name }) => name).filter((name) => sources.has(name.split(':')[0] as string)));
}

/** Those that a rule looks at: the ones it names, or all that have a normalized type that it names. */
function logTypesOf(rule: Rule, { logTypes }: Config, received: ReadonlySet<string>): readonly string[] {
  const { logs, datatypes } = rule;
  return logTypes
    .filter(({ name }) => received.has(name) && (logs === undefined || logs.includes(name)))
    .filter(
      ({ configuration }) =>
        datatypes === undefined || configuration.normalization.some(([type]) => datatypes.includes(type)),
    )
    .map(({ name }) => name)
    .sort();
}

function namedTechniques({ attack = [] }: Rule): readonly AttackReference[] {
  return attack.filter(({ technique }) => technique !== undefined);
}

function known(rule: Rule): readonly AttackReference[] {
  return namedTechniques(rule).filter(isKnown);
}

function isKnown({ tactic, technique = '' }: AttackReference): boolean {
  return techniques.get(technique)?.tactics.includes(tactic) === true;
}

function techniquesOf(
  tactic: string,
  covering: readonly { readonly rule: Rule; readonly logTypes: readonly string[] }[],
): readonly TechniqueCoverage[] {
  const about = (id: string): readonly CoveringRule[] =>
    covering
      .filter(({ rule }) => known(rule).some((one) => one.tactic === tactic && one.technique === id))
      .map(({ rule, logTypes }) => ({
        id: rule.id,
        ...(rule.severity !== undefined && { severity: rule.severity }),
        summary: rule.description.split('\n')[0] ?? '',
        log_types: logTypes,
      }));
  const ofTactic = [...techniques.values()].filter((technique) => technique.tactics.includes(tactic));
  return ofTactic
    .filter(({ id }) => !id.includes('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ id, name }) => ({
      id,
      name,
      rules: about(id),
      sub_techniques: ofTactic
        .filter((sub) => sub.id.startsWith(`${id}.`))
        .map((sub) => ({ id: sub.id, name: sub.name, rules: about(sub.id), sub_techniques: [] })),
    }));
}
