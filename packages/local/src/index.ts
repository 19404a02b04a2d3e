export { InputError, SourceError } from './errors.ts';
export { createFeedSchedule, downloadOne, type FeedSchedule, type FeedScheduleOptions } from './feed-schedule.ts';
export { type HandOver, handOvers, type ReachHandOver } from './hand-over.ts';
export { historyRoot } from './history-root.ts';
export { type InputFile, isLogFileName, type ResolvedInputs, resolveInputs } from './inputs.ts';
export { openLookupTables } from './lookup-tables.ts';
export { type ConsoleTarget, createLocalOutputs, type OutputsOptions } from './outputs.ts';
export { type FilePayload, filePayload } from './payload.ts';
export {
  createProcessor,
  openPipeline,
  type Pipeline,
  type PipelineOptions,
  type ProcessorOptions,
} from './pipeline.ts';
export { type CheckedProject, checkProject, type ProjectOptions } from './project.ts';
export { replay } from './replay.ts';
export { type FinishedRun, type Progress, type RunOptions, type RunSummary, run } from './run.ts';
export type { RunRecord } from './run-record.ts';
export { type ChosenSource, chooseSource } from './source.ts';
export { discardSpooled, listSpooled, spoolStdin } from './spool.ts';
export { decidePromotion, openStaging, type Staging, type StagingOptions } from './staging.ts';
export { type DeliverStoredOptions, deliverStored, type MergeStoredOptions, mergeStored } from './stored-alerts.ts';
export { type RecordTotals, sumOf, type Tally } from './totals.ts';
