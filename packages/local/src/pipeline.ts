import { createHash } from 'node:crypto';
import type { Config } from '@streamalert/config';
import type { Alert, Clock, Logger, SecretStore } from '@streamalert/core';
import { createHistoryWriter, createMetrics, type EmbeddedState, type HistoryWriter } from '@streamalert/embedded';
import { alertLine, tableDefinitions } from '@streamalert/history';
import { type AlertProcessor, builtInPublishers, createAlertProcessor } from '@streamalert/outputs';
import {
  type BodiesEngine,
  createInProcessEngine,
  createIsolatedEngine,
  matcherSettings,
} from '@streamalert/rules-engine';
import { createFeedSchedule, type FeedSchedule } from './feed-schedule.ts';
import { historyRoot } from './history-root.ts';
import { openLookupTables } from './lookup-tables.ts';
import { type ConsoleTarget, createLocalOutputs } from './outputs.ts';
import type { CheckedProject } from './project.ts';
import { openStaging, type Staging } from './staging.ts';

/** What a pipeline is made of. */
export interface PipelineOptions {
  /** Open for writing; stays the caller's to close. */
  readonly state: EmbeddedState;
  readonly clock: Clock;
  readonly project: CheckedProject & { readonly config: Config };
  readonly secrets: SecretStore;
  readonly logger: Logger;
  readonly console: ConsoleTarget;
  /** `false` runs the rules in this thread, for debugging them; default true. */
  readonly isolate?: boolean;
}

/** The stages behind classification, on the stores of one machine. */
export interface Pipeline {
  readonly config: Config;
  readonly state: EmbeddedState;
  readonly engine: BodiesEngine;
  /** Where each rule stands, by its id. */
  readonly ruleFiles: ReadonlyMap<string, string>;
  readonly staging: Staging;
  readonly feeds: FeedSchedule;
  readonly processor: AlertProcessor;
  readonly history: HistoryWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of configuration and rules: with another one, payloads are evaluated again. */
  readonly fingerprint: string;
  /** Ends the worker and DuckDB. */
  close(): Promise<void>;
}

/** Small enough that files are written while input is still read, large enough that an hour has few of them. */
const historyFlushBytes = 32 * 1024 * 1024;

/** Builds the pipeline of one machine. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { state, clock, project, logger } = options;
  const { config } = project;
  const intel = matcherSettings(config);
  const createEngine = options.isolate === false ? createInProcessEngine : createIsolatedEngine;
  const staging = await openStaging({ state, config, clock, logger }, project.rules);
  const engine = await createEngine({
    locations: project.locations,
    ...(config.lookupTables?.enabled === true && { lookup: openLookupTables(config, options).get }),
    ...(intel !== undefined && { intel: { settings: intel, store: state.indicators } }),
    defaultOutputs: config.global.defaultOutputs,
    clock,
    staged: await staging.current(),
  });
  const history = createHistoryWriter({
    pending: state.history,
    checkpoints: state.checkpoints,
    tables: tableDefinitions(config),
    root: historyRoot(state.dir),
    clock,
    flushBytes: historyFlushBytes,
    threads: 2,
  });
  return {
    config,
    state,
    clock,
    logger,
    engine,
    ruleFiles: new Map(project.rules.map(({ rule, file }) => [rule.id, file])),
    staging,
    feeds: createFeedSchedule({ config, state, clock, logger, secrets: options.secrets }),
    history,
    processor: createProcessor(options),
    fingerprint: fingerprintOf(project),
    async close() {
      await engine.close();
      await history.close();
    },
  };
}

/** What a processor is made of; without a state, alerts do not come into history. */
export type ProcessorOptions = Omit<PipelineOptions, 'state' | 'isolate'> & Partial<Pick<PipelineOptions, 'state'>>;

/** The outputs of one machine. */
export function createProcessor({
  state,
  clock,
  project,
  secrets,
  logger,
  console: target,
}: ProcessorOptions): AlertProcessor {
  const own = project.publishers.map((publisher) => [publisher.name, publisher] as const);
  return createAlertProcessor({
    outputs: createLocalOutputs({
      config: project.config,
      logger,
      console: target,
      ...(state !== undefined && { writeHistory: (alert: Alert) => state.history.put([historyBatch(alert)]) }),
    }),
    descriptors: project.config.outputs,
    secrets,
    publishers: new Map([...builtInPublishers, ...own]),
    clock,
    logger,
    metrics: createMetrics(),
  });
}

function historyBatch(alert: Alert) {
  const lines = new TextEncoder().encode(`${alertLine(alert)}\n`);
  return { table: 'alerts', id: `alert/${alert.ruleName}/${alert.id}`, records: 1, lines };
}

function fingerprintOf({ config, rules }: PipelineOptions['project']): string {
  const hash = createHash('sha256').update(config.fingerprint);
  for (const { rule, contentHash } of rules) hash.update(`\n${rule.id} ${contentHash}`);
  return hash.digest('hex');
}
