import { type Json, type RejectedRecord, recordId, type Source } from '@streamalert/core';
import { type DecodedJson, decodeJson, FloatMarks, type ParserInput } from '@streamalert/parsers';
import { withNormalization } from './batch-builder.ts';
import { selectSchemas } from './classifier.ts';
import { type CompiledSchema, compileSchema } from './compiled-schema.ts';
import { explainAttempt } from './explain-match.ts';
import type { AdditionalKeysFound, RecordExplanation, SchemaExplanation } from './explanation.ts';
import { type JudgeOptions, judgeData } from './judge-data.ts';
import { defaultLimits } from './limits.ts';
import { type Attempt, attempt } from './match.ts';
import type { Diagnosis } from './nearest.ts';
import { Selection } from './selection.ts';
import type { ClassifierOptions, ClassifyDataOptions } from './types.ts';
import type { ItemVerdict } from './verdict.ts';

/** What is explained, and as what. */
export interface ExplainRecordOptions extends Pick<ClassifyDataOptions, 'as'> {
  readonly source: Source;
  /** One payload record: a decoded value, or text or bytes that may be JSON. */
  readonly data: Json | Uint8Array;
  /** The first line of the payload of which the data is a later line: it may name the columns. */
  readonly header?: string;
  /** Ids of records derive from it. */
  readonly payloadId: string;
}

/**
 * Tells schema by schema why it takes a payload record or does not. Every schema of the source is tried, also those
 * behind the one that decides, which makes this as slow as it sounds: it is for people.
 *
 * @throws JsonPathError for a `json_path` that cannot be read.
 */
export function explainRecord(options: ClassifierOptions, subject: ExplainRecordOptions): RecordExplanation {
  const limits = { ...defaultLimits, ...options.limits };
  const { source } = subject;
  const cluster = options.cluster.name;
  const { additionalKeys } = options.cluster;
  const compiled = options.logTypes.map((schema) =>
    compileSchema(schema, { maxDepth: limits.maxDepth, additionalKeys }),
  );
  const schemas = compiled.filter((schema) => schema !== undefined);
  const judging: JudgeOptions = {
    maxDepth: limits.maxDepth,
    isItem: subject.as === 'item',
    ...(subject.header !== undefined && { header: subject.header }),
  };
  const selection = selectSchemas(options.cluster.dataSources, schemas, source);
  const selected = selection instanceof Selection ? selection.schemas : [];
  const others = (): readonly string[] =>
    schemas
      .filter((schema) => !selected.includes(schema))
      .filter((schema) => judgeData(new Selection([schema]), subject.data, judging).some(({ ok }) => ok))
      .map(({ name }) => name);
  const verdicts: readonly ItemVerdict[] =
    selection instanceof Selection
      ? judgeData(selection, subject.data, judging)
      : [{ ok: false, diagnosis: selection, candidate: null }];
  const found = sortVerdicts(verdicts, cluster, subject);
  return {
    cluster,
    source,
    schemas: explainSchemas(selected, readInput(subject, limits.maxDepth), judging),
    elsewhere: found.classified.length === 0 && found.rejected.length > 0 ? others() : [],
    ...found,
  };
}

/** Data as the schemas see it: `undefined` JSON is text. */
function readInput({ data, header }: ExplainRecordOptions, maxDepth: number): Input {
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    return { forAll: { value: data, floats: new FloatMarks() } };
  }
  const decoded = decodeJson(data, { maxDepth });
  if (decoded.ok) return { forAll: decoded };
  const isLossy = decoded.reason === 'invalid UTF-8';
  const input = { value: decoded.text, floats: new FloatMarks(), isLossy, ...(header !== undefined && { header }) };
  return decoded.reason === 'too deep' ? { notJson: decoded } : { notJson: decoded, forText: input };
}

interface Input {
  readonly forAll?: ParserInput;
  readonly forText?: ParserInput;
  readonly notJson?: DecodedJson & { ok: false };
}

function explainSchemas(
  schemas: readonly CompiledSchema[],
  input: Input,
  options: JudgeOptions,
): readonly SchemaExplanation[] {
  const explained = schemas.map((schema) => explainSchema(schema, input, options));
  const taking = explained.filter(({ outcome }) => outcome === 'match');
  const [decides] = taking.toSorted((a, b) => fewestAdditional(a) - fewestAdditional(b));
  return explained.map(({ attempt: _attempt, ...one }) =>
    one.outcome === 'match' && one.log_schema_type !== decides?.log_schema_type ? { ...one, outcome: 'shadowed' } : one,
  );
}

type Explained = SchemaExplanation & { readonly attempt?: Attempt };

const fewestAdditional = ({ attempt: tried }: Explained): number => tried?.additional ?? 0;

function explainSchema(schema: CompiledSchema, input: Input, options: JudgeOptions): Explained {
  const log_schema_type = schema.name;
  const own = input.forAll ?? (schema.parser.takesText ? input.forText : undefined);
  if (own === undefined) {
    const reason = input.notJson?.reason ?? 'not JSON';
    const obstacle = { kind: 'parser', reason, detail: 'it takes nothing but JSON' } as const;
    return { log_schema_type, outcome: 'no match', items: 0, taken: 0, obstacle };
  }
  const tried = attempt(schema, own, options);
  const obstacle = explainAttempt(schema, tried, own);
  const additional = additionalIn(schema, tried);
  return {
    attempt: tried,
    log_schema_type,
    outcome: tried.matches ? 'match' : 'no match',
    items: tried.trials.length,
    taken: tried.trials.filter(({ ok }) => ok).length,
    ...(additional !== undefined && { additional }),
    ...(obstacle !== undefined && { obstacle }),
  };
}

/** A hostile record could have millions of them. */
const maxNames = 50;

function additionalIn({ additionalKeys }: CompiledSchema, { trials }: Attempt): AdditionalKeysFound | undefined {
  const keys = [...new Set(trials.flatMap((trial) => (trial.ok ? trial.additional : [])))].slice(0, maxNames);
  return keys.length === 0 ? undefined : { keys, become: additionalKeys === 'drop' ? 'dropped' : 'kept' };
}

function sortVerdicts(
  verdicts: readonly ItemVerdict[],
  cluster: string,
  { source, payloadId }: ExplainRecordOptions,
): Pick<RecordExplanation, 'classified' | 'rejected'> {
  const classified: RecordExplanation['classified'][number][] = [];
  const rejected: RejectedRecord[] = [];
  for (const [item, verdict] of verdicts.entries()) {
    const id = recordId(payloadId, 0, item);
    if (!verdict.ok) {
      const position = { record: 0, item };
      rejected.push({ kind: 'rejected', id, cluster, ...source, position, ...plain(verdict.diagnosis) });
      continue;
    }
    const { schema, record, floats } = verdict;
    classified.push({
      kind: 'classified',
      id,
      cluster,
      log_schema_type: schema.name,
      data_type: schema.parser.name,
      ...source,
      record: withNormalization(schema, record, floats, id),
    });
  }
  return { classified, rejected };
}

const plain = ({ reason, detail, nearest }: Diagnosis): Diagnosis => ({
  reason,
  detail,
  ...(nearest !== undefined && { nearest }),
});
