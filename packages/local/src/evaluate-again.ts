import type { ClassifiedBody } from '@streamalert/classifier';
import type { EmbeddedQueueBody } from '@streamalert/embedded';
import { bodyOf, recordsOf } from './bodies.ts';

/** Bodies for the queue, and what leaves the quarantine with them. */
export interface EvaluatedAgain {
  readonly bodies: readonly EmbeddedQueueBody[];
  readonly recovered: readonly string[];
}

/**
 * Prepares bodies of a payload that was read before: history has their records, except for those that were rejected then.
 *
 * @param fingerprint Of configuration and rules. Part of the bodies' ids, as those of the first time may still be held.
 */
export function toEvaluateAgain(
  bodies: readonly ClassifiedBody[],
  fingerprint: string,
  quarantined: ReadonlySet<string>,
): EvaluatedAgain {
  const split = bodies.map((body) => splitBody({ ...body, id: `${body.id} ${fingerprint}` }, quarantined));
  return {
    bodies: split.flatMap((part) => part.bodies),
    recovered: split.flatMap((part) => part.recovered),
  };
}

function splitBody(body: ClassifiedBody, quarantined: ReadonlySet<string>): EvaluatedAgain {
  const kept = { bodies: [{ ...body, retain: false }], recovered: [] };
  if (quarantined.size === 0) return kept;
  const records = recordsOf(body);
  const fresh = records.filter(({ id }) => quarantined.has(id));
  if (fresh.length === 0) return kept;
  const known = records.filter(({ id }) => !quarantined.has(id));
  const { id, logType } = body;
  return {
    bodies: [
      bodyOf(fresh, { id: `${id} recovered`, logType, retain: true }),
      ...(known.length > 0 ? [bodyOf(known, { id, logType, retain: false })] : []),
    ],
    recovered: fresh.map((record) => record.id),
  };
}
