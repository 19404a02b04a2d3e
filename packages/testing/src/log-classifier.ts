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

/** The classifiers of all clusters, each made when an event needs it. */
export function createLogClassifier(config: Config): (log: LogInput) => Promise<Classification> {
  const classifiers = new Map<string, Classifier>();
  return async ({ event, source, cluster, id }) => {
    const classifier = classifiers.get(cluster.name) ?? createClassifier({ cluster, logTypes: config.logTypes });
    classifiers.set(cluster.name, classifier);
    if (event.compress) return classifyCompressed(classifier, source, gzipSync(event.text), id);
    // Text of several lines is one payload record, as 3.5 tests it, not one a line.
    const { classified, rejected } = classifier.classifyData(source, event.text, id);
    return { classified, rejected: rejected.map((quarantined) => quarantined.rejected) };
  };
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
