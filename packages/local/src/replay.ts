import { replayRecord } from '@streamalert/classifier';
import { createClassifiers } from './classifiers.ts';
import type { Pipeline } from './pipeline.ts';
import { type ReadInputs, type RunSummary, runWith, type StageOptions } from './run.ts';
import type { RunRecord } from './run-record.ts';
import { addTotals, noRecords } from './totals.ts';

/**
 * Tries the records of the quarantine again, with the configuration as it is now: those that are recognised go through
 * the rest of the pipeline and leave the quarantine in the same step; the others stay.
 *
 * @returns As of a run, with the quarantined records as `records`.
 */
export function replay(
  pipeline: Pipeline,
  options: StageOptions,
): Promise<{ readonly summary: RunSummary; readonly record: RunRecord }> {
  return runWith(pipeline, options, replayQuarantine);
}

const replayQuarantine: ReadInputs = async (pipeline, stages, { signal, reach }) => {
  const { state } = pipeline;
  const classifiers = createClassifiers(pipeline.config);
  let records = noRecords;
  const ids: string[] = [];
  for await (const { rejected } of state.quarantine.list()) ids.push(rejected.id);
  for (const id of ids) {
    if (signal.aborted) break;
    const quarantined = await state.quarantine.get(id);
    if (quarantined === undefined) continue;
    const classifier = classifiers(quarantined.rejected.cluster);
    const batches = classifier === undefined ? [] : await replayRecord(classifier, quarantined);
    const bodies = batches.flatMap((batch) => batch.bodies);
    if (bodies.length === 0) {
      records = addTotals(records, { in: 1, classified: {}, rejected: { [quarantined.rejected.reason]: 1 } });
      continue;
    }
    const rejected = batches.flatMap((batch) => batch.rejected);
    await state.atomically(() => [
      state.queue.send(bodies.map((body) => ({ ...body, retain: true }))),
      // What is rejected again may have the id of the whole.
      state.quarantine.remove([id]),
      state.quarantine.add(rejected),
    ]);
    reach('batch-committed');
    const totals = batches.map((batch) => batch.counts).reduce(addTotals, noRecords);
    records = addTotals(records, totals);
    stages.onBatch(totals);
  }
  return { files: { read: 0, unchanged: 0, skipped: 0, unreadable: 0 }, records };
};
