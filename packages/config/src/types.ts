import type { OutputName, Service } from '@streamalert/core';

/** Type of a field of a log schema. */
export type FieldType =
  | { readonly kind: 'string' | 'integer' | 'float' | 'boolean' }
  /** `{}`: any value, an object in practice. */
  | { readonly kind: 'map' }
  /** `[]`: any array. */
  | { readonly kind: 'list' }
  /** An object with named fields. */
  | { readonly kind: 'struct'; readonly fields: Fields }
  /** A type name that does not exist, e.g. `ipaddress`. Accepts falsy values only, as in 3.5. */
  | { readonly kind: 'unknown'; readonly name: string };

/** Fields in the order of the file, which CSV and key-value logs depend on; integer-like names keep their place. */
export type Fields = readonly (readonly [name: string, type: FieldType])[];

/** Globs by field; a nested entry tests an object. */
export type LogPatterns = readonly (readonly [field: string, test: readonly string[] | LogPatterns])[];

/** A test that decides whether a normalization entry applies. */
export interface NormalizationCondition {
  readonly path: readonly string[];
  readonly operator: 'is' | 'is_not' | 'in' | 'not_in' | 'contains' | 'not_contains';
  readonly operand: string | readonly string[];
}

/** One place where values of a normalized type are found. */
export interface NormalizationEntry {
  readonly path: readonly string[];
  readonly function: string | null;
  /** Absent: always. */
  readonly condition?: NormalizationCondition;
  /** A condition without path or operator: the entry never applies. */
  readonly never?: boolean;
  readonly sendToArtifacts: boolean;
}

/** `configuration` of a log schema, with defaults filled in. */
export interface SchemaConfiguration {
  /** Tried in order; empty: none. */
  readonly jsonPath: readonly string[];
  readonly jsonRegexKey?: string;
  readonly embeddedJson: boolean;
  readonly envelopeKeys: Fields;
  readonly optionalEnvelopeKeys: readonly string[];
  readonly optionalTopLevelKeys: readonly string[];
  readonly logPatterns: LogPatterns;
  readonly priority?: number;
  /** Exactly one character for csv (default `,`), any text for kv (default one space). */
  readonly delimiter?: string;
  readonly quotechar?: string;
  readonly escapechar?: string;
  readonly separator?: string;
  /** By normalized type, in order of the file. */
  readonly normalization: readonly (readonly [type: string, entries: readonly NormalizationEntry[]])[];
}

/** A log type: how its records are parsed and what they look like. */
export interface LogTypeSchema {
  /** `cloudtrail:events` */
  readonly name: string;
  readonly parser: string;
  readonly fields: Fields;
  readonly configuration: SchemaConfiguration;
  /** The file that defines it. */
  readonly file: string;
}

/** A cluster: one set of sources. */
export interface Cluster {
  /** File name without `.json`; authoritative. */
  readonly name: string;
  /** Log sources (`cloudtrail`) by service and resource. */
  readonly dataSources: Readonly<Partial<Record<Service, Readonly<Record<string, readonly string[]>>>>>;
  readonly enableThreatIntel: boolean;
}

/** `global.json`, the part that runs anywhere. */
export interface GlobalConfig {
  readonly prefix: string;
  readonly ruleLocations: readonly string[];
  readonly matcherLocations: readonly string[];
  readonly publisherLocations: readonly string[];
  /** Outputs of rules that name none. */
  readonly defaultOutputs: readonly OutputName[];
}

/** One configured destination. */
export interface OutputDescriptor {
  readonly service: string;
  readonly descriptor: string;
  /** The value beside the descriptor where the file holds a map: a bucket name, a file path, or settings. */
  readonly settings?: unknown;
}

/** All of `conf/`, validated. */
export interface Config {
  /** The directory, as given. */
  readonly dir: string;
  readonly global: GlobalConfig;
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** In the order in which they are tried. */
  readonly logTypes: readonly LogTypeSchema[];
  /** By `service:descriptor`. */
  readonly outputs: ReadonlyMap<OutputName, OutputDescriptor>;
  /** Hash of every file that was read: the same text gives the same fingerprint. */
  readonly fingerprint: string;
}

/** What loading gives: the configuration, unless a problem of severity `error` stands in the way. */
export interface LoadedConfig {
  readonly config?: Config;
  readonly issues: readonly import('@streamalert/core').Issue[];
}
