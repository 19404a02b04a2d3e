import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalDeployment } from './local-deployment.ts';

/** What the deployed pipeline did. */
export interface PipelineRun {
  /** From the call that put an object until the alert arrived, one object after the other. */
  readonly latencyMs: readonly number[];
  /** Of many objects put at once, from the first call until the last alert. */
  readonly recordsPerSecond: number;
}

const alone = { objects: 15, records: 50 };
const together = { objects: 40, records: 500 };
const patienceMs = 300_000;

/** Every object has one record that raises an alert, which a receiver waits for. The functions were started by a first object. */
export async function runPipeline({ putObject, delivered }: LocalDeployment): Promise<PipelineRun> {
  const put = (marker: string, records: number): Promise<void> =>
    putObject(`AWSLogs/pipeline/${marker}.json.gz`, records, marker);
  const arrival = async (marker: string): Promise<number> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const at = delivered.get(marker);
      if (at !== undefined) return at;
      if (performance.now() > deadline) throw new Error(`no alert of ${marker} within ${patienceMs / 1000} s`);
      await sleep(10);
    }
  };
  await put('first', alone.records);
  await arrival('first');

  const latencyMs: number[] = [];
  for (let index = 0; index < alone.objects; index++) {
    const marker = `alone-${index}`;
    const started = performance.now();
    await put(marker, alone.records);
    latencyMs.push((await arrival(marker)) - started);
  }

  const markers = Array.from({ length: together.objects }, (_, index) => `together-${index}`);
  const started = performance.now();
  await Promise.all(markers.map((marker) => put(marker, together.records)));
  const last = Math.max(...(await Promise.all(markers.map(arrival))));
  const records = together.objects * together.records;
  return { latencyMs, recordsPerSecond: records / ((last - started) / 1000) };
}
