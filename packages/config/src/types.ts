import type { Issue, OutputName, Service } from '@streamalert/core';
import type { Deployment } from './deployment/types.ts';

/** Type of a field of a log schema. */
export type FieldType =
  | { readonly kind: 'string' | 'integer' | 'float' | 'boolean' }
  /** `{}`: any value, an object in practice. */
  | { readonly kind: 'map' }
  /** `[]`: any array. */
  | { readonly kind: 'list' }
  /** An object with named fields, of which the `optional` ones may be absent; they then get the empty value of their type. */
  | { readonly kind: 'struct'; readonly fields: Fields; readonly optional?: ReadonlySet<string> }
  /** A type name that does not exist, e.g. `ipaddress`. Accepts falsy values only, as in 3.5. */
  | { readonly kind: 'unknown'; readonly name: string };

/** Fields in the order of the file, which CSV and key-value logs depend on; integer-like names keep their place. */
export type Fields = readonly (readonly [name: string, type: FieldType])[];

/**
 * What becomes of keys that a log type does not declare, at the top or in an object with named fields: the record is not
 * of the log type (`reject`), they stay in it (`keep`), or they are taken out of it (`drop`).
 */
export type AdditionalKeys = 'reject' | 'keep' | 'drop';

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
  /** Also those of `optional_keys` that stand at the top; deeper ones are `optional` in the type of their object. */
  readonly optionalTopLevelKeys: readonly string[];
  /** Absent: as the cluster says. */
  readonly additionalKeys?: AdditionalKeys;
  readonly logPatterns: LogPatterns;
  readonly priority?: number;
  /** Exactly one character for csv (default `,`), any text for kv (default one space). */
  readonly delimiter?: string;
  /** Exactly one character for csv (default `"`), any of several for kv (default: none). */
  readonly quotechar?: string;
  readonly escapechar?: string;
  readonly separator?: string;
  /** Of csv: whether the first row names the columns. Absent: `none`. */
  readonly header?: 'none' | 'optional' | 'required';
  /** Of csv: whether optional columns at the end may be absent. Absent: `exact`. */
  readonly rows?: 'exact' | 'short';
  /** Of kv: whether optional keys may be absent. Absent: `exact`. */
  readonly pairs?: 'exact' | 'any';
  /** Of syslog. Absent: `classic`, the form that 3.5 takes. */
  readonly format?: 'classic' | 'rfc3164' | 'rfc5424' | 'any';
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
  /** Of log types that do not say themselves. Absent: `reject`. */
  readonly additionalKeys?: AdditionalKeys;
}

/** `infrastructure.rule_staging` of `global.json`: rules that record and do not notify, until they have proved quiet. */
export interface RuleStagingConfig {
  readonly enabled: boolean;
  /** How long the engine keeps the rule table before it reads it again. */
  readonly cacheRefreshMinutes: number;
  /** Whether rules that were not there before begin staged. */
  readonly stageNewRules: boolean;
  /** Whether rules whose content is another are staged again. */
  readonly restageChangedRules: boolean;
  /** How long a rule stays staged before it may be promoted. */
  readonly stagingHours: number;
  /** A rule that raised more alerts while it was staged is not promoted by itself. */
  readonly maximumAlerts: number;
}

/** `global.json`, the part that runs anywhere. */
export interface GlobalConfig {
  readonly prefix: string;
  /** Number of the AWS account, 12 digits. */
  readonly accountId?: string;
  /** AWS region of the deployment. */
  readonly region?: string;
  readonly ruleLocations: readonly string[];
  readonly matcherLocations: readonly string[];
  readonly publisherLocations: readonly string[];
  /** Outputs of rules that name none. */
  readonly defaultOutputs: readonly OutputName[];
  readonly ruleStaging: RuleStagingConfig;
}

/** One configured destination. */
export interface OutputDescriptor {
  readonly service: string;
  readonly descriptor: string;
  /** The value beside the descriptor where the file holds a map: a bucket name, a file path, or settings. */
  readonly settings?: unknown;
}

/** What every feed of indicators has. */
interface FeedBase {
  readonly name: string;
  readonly enabled: boolean;
  readonly url: string;
  /** Indicator types that are kept; empty: all. */
  readonly iocTypes: readonly string[];
  /** Texts, one of which the source of an indicator must contain, in any case; empty: all are kept. */
  readonly iocFilters: readonly string[];
  /** What the feed itself calls indicators that are not kept. */
  readonly excludedSubTypes: readonly string[];
  /** How long an indicator counts of which the feed does not say it. */
  readonly expiresDays: number;
  /** How long after a download the next is due. */
  readonly intervalMinutes: number;
}

/** A feed of indicators of compromise, with defaults filled in. */
export type FeedConfig =
  /** The commercial feed of 3.5. */
  | (FeedBase & { readonly type: 'threatstream' })
  /** A STIX/TAXII 2.1 API root; without collections all that can be read. */
  | (FeedBase & { readonly type: 'taxii'; readonly collections: readonly string[] })
  /** A folder with `manifest.json` and an event a file. */
  | (FeedBase & { readonly type: 'misp' })
  /** Plain text: one value a line, or CSV. */
  | (FeedBase & {
      readonly type: 'list';
      readonly format: 'lines' | 'csv';
      /** Absent: told by each value. */
      readonly iocType?: string;
      /** Of CSV: position from 1, or a name of the header. */
      readonly column: number | string;
      /** Of CSV: the column that says what kind of indicator it is. */
      readonly subTypeColumn?: number | string;
      readonly delimiter: string;
      /** How lines begin that hold no value; the last before the values may name the columns. */
      readonly comment: string;
      /** Of CSV: the first row names the columns. */
      readonly header: boolean;
    });

/** `threat_intel.json`: which normalized values are looked up as indicators of compromise. */
export interface ThreatIntelConfig {
  /** Also needs a cluster that enables it. */
  readonly enabled: boolean;
  readonly tableName?: string;
  /** Indicator type (`ip`) by normalized type (`ip_address`). */
  readonly indicatorTypes: ReadonlyMap<string, string>;
  /** Values that are never looked up, by indicator type; of `ip` addresses and networks (`10.0.0.0/8`). */
  readonly excluded: ReadonlyMap<string, readonly string[]>;
  /** How long an answer of the indicator store holds, also that there is no such indicator. */
  readonly cacheMinutes: number;
  /** By name; that of `threat_intel_downloader_config` of `lambda.json` is `threatstream`. */
  readonly feeds: ReadonlyMap<string, FeedConfig>;
}

/** Where one lookup table is kept, with defaults filled in. */
export type LookupTable =
  | {
      readonly driver: 'file';
      /** Relative to the folder that holds `conf/`, or absolute. */
      readonly path: string;
      readonly compression: boolean;
      readonly cacheRefreshMinutes: number;
    }
  | {
      readonly driver: 's3';
      readonly bucket: string;
      readonly key: string;
      readonly compression: boolean;
      readonly cacheRefreshMinutes: number;
    }
  | {
      readonly driver: 'dynamodb';
      readonly table: string;
      readonly partitionKey: string;
      readonly valueKey: string;
      readonly sortKey?: string;
      readonly keyDelimiter: string;
      readonly cacheRefreshMinutes: number;
      /** Zero: no limit. */
      readonly cacheMaximumKeyCount: number;
      readonly consistentRead: boolean;
    }
  /** `ephemeral` lives in memory, `null` is always empty. */
  | { readonly driver: 'ephemeral' | 'null' };

/** `lookup_tables.json`. */
export interface LookupTablesConfig {
  readonly enabled: boolean;
  readonly tables: ReadonlyMap<string, LookupTable>;
}

/** All of `conf/`, validated and deeply frozen. */
export interface Config {
  /** The directory, as given. */
  readonly dir: string;
  readonly global: GlobalConfig;
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** In the order in which they are tried. */
  readonly logTypes: readonly LogTypeSchema[];
  /** By `service:descriptor`. */
  readonly outputs: ReadonlyMap<OutputName, OutputDescriptor>;
  /** Absent without `threat_intel.json`. */
  readonly threatIntel?: ThreatIntelConfig;
  /** Absent without `lookup_tables.json`. */
  readonly lookupTables?: LookupTablesConfig;
  /** What only matters on AWS; there when it was asked for. */
  readonly deployment?: Deployment;
  /** Hash of every file that was read: the same text gives the same fingerprint. */
  readonly fingerprint: string;
}

/** What loading gives: the configuration, unless a problem of severity `error` stands in the way. */
export interface LoadedConfig {
  readonly config?: Config;
  /** By file and place in the file. */
  readonly issues: readonly Issue[];
  /** Every file that belongs to the configuration, also those that could not be read. */
  readonly files: readonly string[];
}
