import { gzipSync } from 'node:zlib';
import { type Classifier, createClassifier } from '@streamalert/classifier';
import type { Cluster, Config } from '@streamalert/config';
import type { ClassifiedRecord, RejectedRecord, Source } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import type { Classification } from './classification.ts';
import type { TestEvent } from './test-event.ts';

/** The log of an event, and where it comes from. */
export interface LogInput {
  readonly event: TestEvent;
  readonly source: Source;
  readonly cluster: Cluster;
  /** Payload id. */
  readonly id: string;
}

/** Classifies the logs of events; `explain` says why a log is not of the type that its event expects. */
export interface LogClassifier {
  classify(log: LogInput): Promise<Classification>;
  explain(log: LogInput): Promise<readonly string[]>;
}

/** The classifiers of all clusters, each made when an event needs it. */
export function createLogClassifier({ logTypes }: Config): LogClassifier {
  const classifiers = new Map<string, Classifier>();
  return {
    async classify(log) {
      const { cluster } = log;
      const classifier = classifiers.get(cluster.name) ?? createClassifier({ cluster, logTypes });
      classifiers.set(cluster.name, classifier);
      return classifyWith(classifier, log);
    },
    async explain(log) {
      const expected = logTypes.filter(({ name }) => name === log.event.log);
      const { rejected } = await classifyWith(createClassifier({ cluster: log.cluster, logTypes: expected }), log);
      return [...new Set(rejected.flatMap(reasonsOf))];
    },
  };
}

async function classifyWith(classifier: Classifier, { event, source, id }: LogInput): Promise<Classification> {
  if (event.compress) return classifyCompressed(classifier, source, gzipSync(event.text), id);
  // Text of several lines is one payload record, as 3.5 tests it, not one a line.
  const { classified, rejected } = classifier.classifyData(source, event.text, id);
  return { classified, rejected: rejected.map((quarantined) => quarantined.rejected) };
}

function reasonsOf({ detail, nearest }: RejectedRecord): string[] {
  if (nearest === undefined) return [detail];
  const { log_schema_type: log, missing, unexpected, wrong_type: wrongType } = nearest;
  const reasons: string[] = [];
  if (missing.length > 0) reasons.push(`${log} also needs ${missing.join(', ')}`);
  if (unexpected.length > 0) reasons.push(`${log} does not know ${unexpected.join(', ')}`);
  if (wrongType.length > 0) reasons.push(`${log} has another type for ${wrongType.join(', ')}`);
  return reasons.length > 0 ? reasons : [detail];
}

async function classifyCompressed(
  classifier: Classifier,
  source: Source,
  bytes: Uint8Array,
  id: string,
): Promise<Classification> {
  const classified: ClassifiedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  async function* open(from: number): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(from);
  }
  for await (const batch of classifier.classify({ id, source, origin: id, open })) {
    for (const { text } of batch.bodies) classified.push(...decodeBody(new TextDecoder().decode(text)));
    for (const quarantined of batch.rejected) rejected.push(quarantined.rejected);
  }
  return { classified, rejected };
}
