import type { OutputName } from './alert.ts';
import type { JsonObject } from './json.ts';

/**
 * Log types by name, filled by the declarations that `streamalert generate types` writes for a rule repo:
 * `declare module '@streamalert/rules-sdk' { interface LogTypes { 'okta:logevents': { … } } }`.
 */
export interface LogTypes {}

/** Names of the configured outputs, `service:descriptor`, filled like {@link LogTypes}. */
export interface ConfiguredOutputs {}

/** Names of the normalized types that some schema gives, filled like {@link LogTypes}. */
export interface NormalizedTypes {}

/** Names of the log types: those that were generated, or any text where none were. */
export type LogType = keyof LogTypes extends never ? string : keyof LogTypes & string;

/** The record of a log type: its generated type, or any JSON object. */
export type RecordOf<L extends string> = L extends keyof LogTypes ? LogTypes[L] : JsonObject;

/** Outputs a rule may name: those that were generated and the history, or any `service:descriptor` where none were. */
export type RuleOutput = keyof ConfiguredOutputs extends never
  ? OutputName
  : (keyof ConfiguredOutputs & OutputName) | 'aws-firehose:alerts';

/** What publishers may be given for: a whole service or one output; any text where no outputs were generated. */
export type PublisherKey = keyof ConfiguredOutputs extends never ? string : RuleOutput | ServiceOf<RuleOutput>;

type ServiceOf<Output extends string> = Output extends `${infer Service}:${string}` ? Service : never;

/** Normalized types: those that were generated, or any text where none were. */
export type NormalizedType = keyof NormalizedTypes extends never ? string : keyof NormalizedTypes & string;
