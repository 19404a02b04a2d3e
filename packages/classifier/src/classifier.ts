import { type Json, recordId, type Source, stringifyJson } from '@streamalert/core';
import { BatchBuilder, type PayloadContext, quarantined, withNormalization } from './batch-builder.ts';
import { type CompiledSchema, compileSchema } from './compiled-schema.ts';
import { judgeRecords } from './events/judge-records.ts';
import { judgeData } from './judge-data.ts';
import { defaultLimits } from './limits.ts';
import type { Diagnosis } from './nearest.ts';
import { PayloadRun } from './payload-run.ts';
import { readPosition } from './position.ts';
import { Selection } from './selection.ts';
import type { ClassifiedBatch, ClassifiedData, Classifier, ClassifierOptions, PayloadInput } from './types.ts';

/**
 * Creates the classifier of a cluster. Schemas are compiled once; one that can never match is left out, and
 * {@link checkClassifier} says why.
 *
 * @throws JsonPathError for a `json_path` that cannot be read.
 */
export function createClassifier(options: ClassifierOptions): Classifier {
  const limits = { ...defaultLimits, ...options.limits };
  const schemas = options.logTypes
    .map((schema) =>
      compileSchema(schema, { maxDepth: limits.maxDepth, additionalKeys: options.cluster.additionalKeys }),
    )
    .filter((schema) => schema !== undefined);
  const cluster = options.cluster.name;
  const select = createSelect(options.cluster.dataSources, schemas);

  async function* classify(payload: PayloadInput): AsyncGenerator<ClassifiedBatch> {
    const { id, source, origin } = payload;
    const context: PayloadContext = { id, cluster, source, origin, limits };
    const resume = payload.resume === undefined ? undefined : readPosition(payload.resume);
    const selection = select(source);
    if (selection instanceof Selection) yield* PayloadRun.batches(context, selection, payload.open, resume);
    else yield await rejectPayload(context, selection, payload.open);
  }

  return {
    classify,
    classifyRecords: ({ id, source, origin, records }) =>
      judgeRecords({ id, cluster, source, origin, limits }, select(source), records),
    classifyData: (source, data, payloadId, { origin = payloadId, as = 'payload record' } = {}): ClassifiedData => {
      const context = { id: payloadId, cluster, source, origin };
      const selection = select(source);
      const bytes = (value: Json | Uint8Array): Uint8Array =>
        value instanceof Uint8Array ? value : Buffer.from(typeof value === 'string' ? value : stringifyJson(value));
      const reject = (diagnosis: Diagnosis, value: Json | Uint8Array, item: number) =>
        quarantined(context, diagnosis, bytes(value), { record: 0, item }, limits.maxQuarantineBytes);
      if (!(selection instanceof Selection)) return { classified: [], rejected: [reject(selection, data, 0)] };
      const verdicts = judgeData(selection, data, { maxDepth: limits.maxDepth, isItem: as === 'item' });
      const result = {
        classified: [] as ClassifiedData['classified'][number][],
        rejected: [] as ClassifiedData['rejected'][number][],
      };
      for (const [item, verdict] of verdicts.entries()) {
        if (!verdict.ok) {
          result.rejected.push(reject(verdict.diagnosis, verdicts.length === 1 ? data : verdict.candidate, item));
          continue;
        }
        const id = recordId(payloadId, 0, item);
        const { schema, record, floats } = verdict;
        result.classified.push({
          kind: 'classified',
          id,
          cluster,
          log_schema_type: schema.name,
          data_type: schema.parser.name,
          ...source,
          record: withNormalization(schema, record, floats, id),
        });
      }
      return result;
    },
  };
}

/** Finds the schemas of a source, and keeps what was found. */
function createSelect(
  dataSources: ClassifierOptions['cluster']['dataSources'],
  schemas: readonly CompiledSchema[],
): (source: Source) => Selection | Diagnosis {
  const known = new Map<string, Selection | Diagnosis>();
  return (source) => {
    const key = `${source.service}:${source.resource}`;
    let found = known.get(key);
    if (found === undefined) {
      found = selectSchemas(dataSources, schemas, source);
      // A source that is not configured comes from the sender: such names are not kept.
      if (found instanceof Selection) known.set(key, found);
    }
    return found;
  };
}

/** The schemas of a source, or why there are none. */
export function selectSchemas(
  dataSources: ClassifierOptions['cluster']['dataSources'],
  schemas: readonly CompiledSchema[],
  { service, resource }: Source,
): Selection | Diagnosis {
  const resources = dataSources[service] ?? {};
  const logSources = Object.hasOwn(resources, resource) ? resources[resource] : undefined;
  if (logSources === undefined || logSources.length === 0) {
    return { reason: 'unknown source', detail: `data_sources of the cluster have no ${service} "${resource}"` };
  }
  const selected = schemas.filter(({ name }) => logSources.includes(name.split(':')[0] as string));
  if (selected.length > 0) return new Selection(selected);
  return { reason: 'no schema for source', detail: `no log type belongs to ${logSources.join(', ')}` };
}

/** A payload of a source nobody configured is one rejected record; its beginning is kept. */
async function rejectPayload(
  context: PayloadContext,
  diagnosis: Diagnosis,
  open: PayloadInput['open'],
): Promise<ClassifiedBatch> {
  const head: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of open(0)) {
    head.push(chunk);
    size += chunk.length;
    if (size >= context.limits.maxQuarantineBytes) break;
  }
  const builder = new BatchBuilder(context);
  if (size > 0) builder.reject(diagnosis, Buffer.concat(head), 0, 0);
  return builder.take({ in: 'end' }, true);
}
