import { isUtf8 } from 'node:buffer';
import { type JsonObject, parseJson, recordId, stringifyJson } from '@streamalert/core';
import {
  FloatMarks,
  hasDecimal,
  hasHugeNumber,
  hasLineBreak,
  kinds,
  parseKeepingFloats,
  type Scan,
} from '@streamalert/parsers';
import { type PayloadContext, withNormalization } from './batch-builder.ts';
import { compactJson } from './compact-json.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import { matchRecord } from './match.ts';
import { type Diagnosis, diagnose } from './nearest.ts';
import { normalizationKey } from './normalize.ts';
import type { PlaceGroup } from './selection.ts';
import type { Shape, ShapeMatch } from './shapes.ts';

/** What is to be done with a scanned record. */
export type Outcome =
  /** The first schema that takes it. Its own text is kept, the last byte replaced by `tail`, unless there is a `text`. */
  | {
      readonly schema: CompiledSchema;
      readonly order: number;
      readonly tail: Uint8Array;
      readonly text?: Uint8Array;
    }
  | { readonly schema: undefined; readonly diagnosis: Diagnosis };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Decides about scanned records of one payload, by their shape wherever that is enough. */
export class RecordSorter {
  readonly #context: PayloadContext;

  constructor(context: PayloadContext) {
    this.#context = context;
  }

  /** Sorts an item of any kind. */
  sortItem(
    group: PlaceGroup,
    bytes: Uint8Array,
    start: number,
    end: number,
    report: Scan,
    isValidUtf8: boolean,
    record: number,
    item: number,
  ): Outcome {
    const refused = this.refuse(bytes, start, end, report, isValidUtf8);
    if (refused !== undefined) return { schema: undefined, diagnosis: refused };
    return this.sort(group.shapes.shapeOf(bytes, report), group, bytes, start, end, report, record, item);
  }

  /** Sorts an object of a known shape. */
  sort(
    shape: Shape,
    group: PlaceGroup,
    bytes: Uint8Array,
    start: number,
    end: number,
    report: Scan,
    record: number,
    item: number,
  ): Outcome {
    const first = shape.matches[0];
    if (first === undefined) return { schema: undefined, diagnosis: diagnoseShape(shape, group, bytes, start, end) };
    if (first.sure && (report.flags & ~hasDecimal) === 0) return first;
    return this.#look(shape.matches, bytes, start, end, report, record, item);
  }

  /**
   * Why a record is not even looked at, if it is not.
   *
   * @param isValidUtf8 The bytes are known to be valid; otherwise they are checked.
   */
  refuse(bytes: Uint8Array, start: number, end: number, report: Scan, isValidUtf8: boolean): Diagnosis | undefined {
    const { maxRecordBytes, maxDepth } = this.#context.limits;
    if (end - start > maxRecordBytes) {
      return { reason: `record longer than ${maxRecordBytes} bytes`, detail: `the record has ${end - start} bytes` };
    }
    if (report.depth > maxDepth) {
      return {
        reason: 'too deep',
        detail: `the record has ${report.depth} levels of nesting, at most ${maxDepth} are read`,
      };
    }
    if (!isValidUtf8 && !isUtf8(bytes.subarray(start, end))) {
      return { reason: 'invalid UTF-8', detail: 'the record is not valid UTF-8' };
    }
    return report.kind === kinds.object ? undefined : { reason: 'not an object', detail: 'records are objects' };
  }

  /** Tries the schemas of the record's shape on its values. */
  #look(
    matches: readonly ShapeMatch[],
    bytes: Uint8Array,
    start: number,
    end: number,
    report: Scan,
    record: number,
    item: number,
  ): Outcome {
    const { value, floats } = parseKeepingFloats(textOf(bytes, start, end), (report.flags & hasDecimal) !== 0);
    const isHuge = (report.flags & hasHugeNumber) !== 0;
    for (const match of matches) {
      const trial = matchRecord(match.schema, value, floats, undefined);
      if (!trial.ok) continue;
      const id = recordId(this.#context.id, record, item);
      const final = withNormalization(match.schema, trial.record, trial.floats, id);
      const mustWrite =
        trial.converted ||
        isHuge ||
        isRepeated(report, value as JsonObject) ||
        Object.hasOwn(value as JsonObject, normalizationKey);
      if (mustWrite) return { ...match, text: encoder.encode(stringifyJson(final)) };
      const tail = match.schema.normalizes
        ? tailWith(match.tail, final[normalizationKey] as JsonObject, report.count)
        : match.tail;
      if ((report.flags & hasLineBreak) === 0) return { ...match, tail };
      return { ...match, text: compactJson(bytes, start, end, tail) };
    }
    return {
      schema: undefined,
      diagnosis: diagnose(
        matches.map(({ schema }) => schema),
        value,
        floats,
      ),
    };
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** A key that comes twice was read once. */
function isRepeated(report: Scan, value: JsonObject): boolean {
  return Object.keys(value).length !== report.count;
}

/** All schemas lack the keys of the shape, or have others: the reason is the same for each of its records. */
function diagnoseShape(shape: Shape, group: PlaceGroup, bytes: Uint8Array, start: number, end: number): Diagnosis {
  shape.diagnosis ??= diagnose(group.schemas, parseJson(textOf(bytes, start, end)), new FloatMarks());
  return shape.diagnosis;
}

function tailWith(tail: Uint8Array, normalization: JsonObject, entries: number): Uint8Array {
  const isFirst = entries === 0 && tail.length === 1;
  const member = `${isFirst ? '' : ','}"${normalizationKey}":${stringifyJson(normalization)}}`;
  return Buffer.concat([tail.subarray(0, -1), encoder.encode(member)]);
}
