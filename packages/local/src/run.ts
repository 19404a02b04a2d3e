import type { Classifier } from '@streamalert/classifier';
import type { Clock, Logger } from '@streamalert/core';
import type { EmbeddedState, HistoryWriter } from '@streamalert/embedded';
import type { AlertProcessor } from '@streamalert/outputs';
import type { IsolatedEngine } from '@streamalert/rules-engine';
import type { ReachHandOver } from './hand-over.ts';
import type { ResolvedInputs } from './inputs.ts';
import { filePayload } from './payload.ts';
import { beginRun } from './run-record.ts';
import type { ChosenSource } from './source.ts';
import { startDelivering } from './stages/deliver.ts';
import { startDetecting } from './stages/detect.ts';
import { type Ingested, ingest, sumTotals } from './stages/ingest.ts';
import { mergeOnce } from './stages/merge.ts';
import { addTotals, noRecords, type RecordTotals, sumOf, type Tally } from './totals.ts';

/** The assembled parts of a pipeline. */
export interface Pipeline {
  readonly state: EmbeddedState;
  readonly classifier: Classifier;
  readonly engine: IsolatedEngine;
  readonly processor: AlertProcessor;
  readonly history: HistoryWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of configuration and rules: with another one, payloads are evaluated again. */
  readonly fingerprint: string;
}
