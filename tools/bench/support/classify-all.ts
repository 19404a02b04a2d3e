import { type ClassifiedBody, type Classifier, createClassifier } from '@streamalert/classifier';
import type { LogTypeSchema } from '@streamalert/config';
import { payloadId, type Source } from '@streamalert/core';

const source: Source = { service: 's3', resource: 'bench' };

/** What came of some payloads. */
export interface Classified {
  readonly classified: number;
  readonly rejected: number;
}

/** A classifier that tries these log types, in this order, on all payloads. */
export function classifierOf(logTypes: readonly LogTypeSchema[]): Classifier {
  const sources = [...new Set(logTypes.map(({ name }) => name.split(':', 1)[0] as string))];
  const cluster = { name: 'bench', dataSources: { s3: { bench: sources } }, enableThreatIntel: false };
  return createClassifier({ cluster, logTypes });
}

/** Classifies payloads one after the other, as chunks of bytes come. */
export async function classifyAll(classifier: Classifier, payloads: readonly Uint8Array[]): Promise<Classified> {
  let classified = 0;
  let rejected = 0;
  for (const [index, content] of payloads.entries()) {
    async function* open(): AsyncGenerator<Uint8Array> {
      yield content;
    }
    const id = payloadId('bench', String(index));
    for await (const { counts } of classifier.classify({ id, source, origin: 'bench', open })) {
      for (const count of Object.values(counts.classified)) classified += count;
      for (const count of Object.values(counts.rejected)) rejected += count;
    }
  }
  return { classified, rejected };
}

/** The queue bodies of payloads. */
export async function bodiesOf(
  classifier: Classifier,
  payloads: readonly Uint8Array[],
): Promise<readonly ClassifiedBody[]> {
  const bodies: ClassifiedBody[] = [];
  for (const [index, content] of payloads.entries()) {
    async function* open(): AsyncGenerator<Uint8Array> {
      yield content;
    }
    const id = payloadId('bench', String(index));
    for await (const batch of classifier.classify({ id, source, origin: 'bench', open })) bodies.push(...batch.bodies);
  }
  return bodies;
}

/** A run of {@link classifyAll} that must come to what is expected. */
export function classifying(
  logTypes: readonly LogTypeSchema[],
  payloads: readonly Uint8Array[],
  expected: Classified,
): () => Promise<void> {
  const classifier = classifierOf(logTypes);
  return async () => {
    const { classified, rejected } = await classifyAll(classifier, payloads);
    if (classified !== expected.classified || rejected !== expected.rejected) {
      throw new Error(
        `${classified} records were classified and ${rejected} rejected, unlike ${JSON.stringify(expected)}`,
      );
    }
  };
}
