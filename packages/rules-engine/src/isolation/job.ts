import type { Micros } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import { addIntelReports } from '../intel/indicator-matcher.ts';
import { addRuleMetrics } from '../rule-metrics.ts';
import type { BodiesEvaluation, BodyResult, Evaluation, RuleFailure } from '../types.ts';
import type { WorkerJob } from './protocol.ts';

/** UTF-8 bytes of a queue body. */
export interface Body {
  readonly id: string;
  readonly text: Uint8Array;
}

/** Copies bodies behind one another, so that they cross to the worker in one move and the caller keeps its own. */
export function packJob(bodies: readonly Body[], now: Micros, staged?: readonly string[]): WorkerJob {
  const bytes = new Uint8Array(bodies.reduce((sum, { text }) => sum + text.byteLength, 0));
  let end = 0;
  const ranges = bodies.map(({ id, text }) => {
    const start = end;
    bytes.set(text, start);
    end += text.byteLength;
    return { id, start, end };
  });
  return { kind: 'job', bytes: bytes.buffer, bodies: ranges, now, ...(staged !== undefined && { staged }) };
}

/** Id of a record by its position in a job; `''` when the bodies cannot be read. */
export function recordIdAt(bodies: readonly Body[], position: number): string {
  let passed = 0;
  for (const { text } of bodies) {
    const records = readable(text);
    const found = records[position - passed];
    if (found !== undefined) return found.id;
    passed += records.length;
  }
  return '';
}

function readable(text: Uint8Array): ReturnType<typeof decodeBody> {
  try {
    return decodeBody(new TextDecoder().decode(text));
  } catch {
    return [];
  }
}

/** An evaluation in which only one rule failed, because it took its worker with it. */
export function failedRule(failure: RuleFailure): BodiesEvaluation {
  const metrics = { [failure.rule]: { evaluations: 1, matches: 0, errors: 1, ms: 0 } };
  return { alerts: [], failures: [failure], metrics, bodies: [] };
}

/** An evaluation in which one body could not be evaluated. */
export function failedBody(id: string, error: string): BodiesEvaluation {
  return { alerts: [], failures: [], metrics: {}, bodies: [{ id, records: 0, error }] };
}

/** Puts the evaluations of parts together, in order. */
export function joinEvaluations(parts: readonly BodiesEvaluation[]): BodiesEvaluation {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const intel = addIntelReports(parts.map((part) => part.intel));
  return {
    alerts: parts.flatMap(({ alerts }): Evaluation['alerts'] => alerts),
    failures: parts.flatMap(({ failures }): readonly RuleFailure[] => failures),
    metrics: addRuleMetrics(parts.map(({ metrics }) => metrics)),
    bodies: parts.flatMap(({ bodies }): readonly BodyResult[] => bodies),
    ...(intel !== undefined && { intel }),
  };
}
