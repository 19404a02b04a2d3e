import { type ClassifiedRecord, type Json, type JsonObject, recordUuid } from '@streamalert/core';
import { encodeFirehoseRecord } from '@streamalert/core/wire';
import { isJsonObject } from '@streamalert/rules-sdk';
import { normalizationKey } from './normalize.ts';
import { ownValue } from './own-property.ts';
import { pythonText } from './python-text.ts';

/** One normalized value of a record, kept for search. Every field is text, as in the `artifacts` table of 3.5. */
export interface Artifact {
  /** What the value is in its record, e.g. `Client address`; `None` where the configuration does not say. */
  readonly function: string;
  readonly streamalert_record_id: string;
  /** Log type with its colon. */
  readonly source_type: string;
  /** Normalized type. */
  readonly type: string;
  readonly value: string;
}

const recordIdKey = 'streamalert_record_id';

/**
 * The artifacts of a classified record in the order of its normalization: one for each value that the log type does not
 * keep out of them by `send_to_artifacts: false`. Values that occur twice give two.
 */
export function extractArtifacts(classified: ClassifiedRecord): readonly Artifact[] {
  const normalized = ownValue(classified.record, normalizationKey);
  if (!isJsonObject(normalized)) return [];
  const known = ownValue(normalized, recordIdKey);
  // Records of 3.5 without the id got a random one; derived, it is the same after a redelivery.
  const id = known === undefined ? recordUuid(classified.id) : textOf(known);
  return Object.entries(normalized).flatMap(([type, entries]: [string, Json]) =>
    type === recordIdKey || !Array.isArray(entries)
      ? []
      : (entries as readonly Json[]).filter(isSent).flatMap((entry) =>
          valuesOf(entry).map((value) => ({
            function: textOf(entry['function'] ?? null),
            streamalert_record_id: id,
            source_type: classified.log_schema_type,
            type,
            value: textOf(value),
          })),
        ),
  );
}

/** The same as lines for the artifacts stream. */
export function artifactLines(classified: ClassifiedRecord): readonly string[] {
  return extractArtifacts(classified).map((artifact) => encodeFirehoseRecord({ ...artifact }));
}

function isSent(entry: Json): entry is JsonObject {
  return isJsonObject(entry) && entry['send_to_artifacts'] !== false;
}

function valuesOf(entry: JsonObject): readonly Json[] {
  const { values } = entry;
  return Array.isArray(values) ? (values as readonly Json[]) : [];
}

const textOf = (value: Json): string => pythonText(value, false);
