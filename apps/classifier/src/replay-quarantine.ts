import { type ClassifiedBatch, replayRecord } from '@streamalert/classifier';
import type { Service } from '@streamalert/core';
import type { Parts } from './compose.ts';
import { sum } from './metrics.ts';

/** What an event of `streamalert replay --deployed` says. */
export interface ReplayRequest {
  readonly streamalert: 'replay';
  /** Records at the beginning of the quarantine that were passed over, or tried and are still rejected. */
  readonly skip: number;
}

/** What came of it. */
export interface ReplayAnswer {
  /** Records of the quarantine. */
  readonly tried: number;
  /** Records that were found in them and recognised. */
  readonly classified: number;
  /** Of those that were tried, how many are still in the quarantine, at least in part. */
  readonly kept: number;
  /** For the next request; absent: the end was reached. */
  readonly skip?: number;
}

/** What a replay does with an invocation. */
export interface ReplayTools {
  readonly parts: Pick<Parts, 'cluster' | 'classifier' | 'quarantine'>;
  readonly isLate: () => boolean;
  readonly handOver: (batch: ClassifiedBatch, service: Service) => Promise<void>;
}

/** Whether an event is such a request. */
export function isReplayRequest(event: unknown): event is ReplayRequest {
  const { streamalert, skip } = (event ?? {}) as Partial<ReplayRequest>;
  return streamalert === 'replay' && typeof skip === 'number';
}

/** Records that are handed over together. */
const group = 50;

interface Recognised {
  readonly id: string;
  readonly service: Service;
  readonly batches: readonly ClassifiedBatch[];
}

/**
 * Tries the quarantined records of the cluster again, oldest first, as far as the time lasts. One leaves the quarantine after all that
 * was found in it was handed over; killed in between, it is found again, with the same ids.
 */
export async function replayQuarantine(
  { skip }: ReplayRequest,
  { parts, isLate, handOver }: ReplayTools,
): Promise<ReplayAnswer> {
  const { cluster, classifier, quarantine } = parts;
  const counts = { tried: 0, classified: 0, kept: 0 };
  let position = 0;
  let passed = skip;
  let waiting: Recognised[] = [];
  const settle = async (): Promise<void> => {
    const [first] = waiting;
    if (first === undefined) return;
    const batch = joined(waiting.flatMap(({ batches }) => batches));
    await handOver(batch, first.service);
    counts.classified += sum(batch.counts.classified);
    // What is rejected in part and has the id of the whole stays as the whole.
    const stays = new Set(batch.rejected.map(({ rejected }) => rejected.id));
    const gone = waiting.map(({ id }) => id).filter((id) => !stays.has(id));
    await quarantine.remove(gone);
    counts.kept += waiting.length - gone.length;
    passed += waiting.length - gone.length;
    waiting = [];
  };
  for await (const record of quarantine.list()) {
    if (position++ < skip) continue;
    const { id, service } = record.rejected;
    if (record.rejected.cluster !== cluster) {
      passed += 1;
      continue;
    }
    if (counts.tried > 0 && isLate()) {
      await settle();
      return { ...counts, skip: passed };
    }
    counts.tried += 1;
    const batches = await replayRecord(classifier, record);
    if (batches.every(({ bodies }) => bodies.length === 0)) {
      counts.kept += 1;
      passed += 1;
      continue;
    }
    if (waiting.length === group || waiting.some((other) => other.service !== service)) await settle();
    waiting.push({ id, service, batches });
  }
  await settle();
  return counts;
}

function joined(batches: readonly ClassifiedBatch[]): ClassifiedBatch {
  const add = (all: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
    const total: Record<string, number> = {};
    for (const counts of all)
      for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
    return total;
  };
  return {
    bodies: batches.flatMap(({ bodies }) => bodies),
    rejected: batches.flatMap(({ rejected }) => rejected),
    counts: {
      in: batches.reduce((total, { counts }) => total + counts.in, 0),
      classified: add(batches.map(({ counts }) => counts.classified)),
      rejected: add(batches.map(({ counts }) => counts.rejected)),
    },
    position: null,
    done: true,
  };
}
