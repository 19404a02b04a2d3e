import type { SchemaConfiguration } from '@streamalert/config';
import type { RecordUuidWriter } from '@streamalert/core';
import { kinds } from '@streamalert/parsers';
import { normalizationKey } from './normalize.ts';
import { maxEscapeBytes, type PreparedText, prepareText, type TextWriter } from './text-writer.ts';

/** Nothing was found. */
export const nothing = 0;

/** Beside {@link kinds}: text that is not JSON. */
export const plainText = 15;

/** Where in some bytes the values are that a normalization reads, by its entries. */
export interface FoundValues {
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** {@link nothing}, {@link plainText}, or one of {@link kinds}. */
  readonly kind: Uint8Array;
}

/** Room for the values of so many entries. */
export function createFoundValues(entries: number): FoundValues {
  return { start: new Int32Array(entries), end: new Int32Array(entries), kind: new Uint8Array(entries) };
}

interface WrittenEntry {
  /** The JSON before its values, where it is the first of its type that was found, and where it is not. */
  readonly first: PreparedText;
  readonly next: PreparedText;
  /** After them. */
  readonly after: PreparedText;
}

const opening = prepareText(`"${normalizationKey}":{`);
const endOfType = prepareText('],');
const beforeId = prepareText('"streamalert_record_id":"');
const afterId = prepareText('"}');
const nothingFound = prepareText('}');
const trueText = prepareText('"True"');
const uuidBytes = 36;

/** Writes normalized values from their bytes, as `normalize` would. */
export class NormalizationWriter {
  readonly #types: readonly (readonly WrittenEntry[])[];
  /** Bytes that everything but the values takes. */
  readonly #fixed: number;

  constructor(normalization: SchemaConfiguration['normalization']) {
    this.#types = normalization.map(([type, entries]) =>
      entries.map(({ function: role, sendToArtifacts }) => {
        const before = `{"function":${JSON.stringify(role)},"values":[`;
        return {
          first: prepareText(`${JSON.stringify(type)}:[${before}`),
          next: prepareText(`,${before}`),
          after: prepareText(sendToArtifacts ? ']}' : '],"send_to_artifacts":false}'),
        };
      }),
    );
    const sizes = this.#types.flat().map(({ first, after }) => first.length + after.length + 16);
    this.#fixed = sizes.reduce((sum, size) => sum + size, 128);
  }

  /**
   * Appends the member, without a comma before it. False, and something half written, when that takes a parse.
   *
   * @param hasLineBreak Arrays may run over several lines.
   */
  write(
    out: TextWriter,
    bytes: Uint8Array,
    found: FoundValues,
    hasLineBreak: boolean,
    id: { readonly uuid: RecordUuidWriter; readonly record: number; readonly item: number },
  ): boolean {
    const { start, end, kind } = found;
    let size = this.#fixed;
    for (let entry = 0; entry < kind.length; entry++) {
      if (kind[entry] !== nothing) size += ((end[entry] as number) - (start[entry] as number)) * maxEscapeBytes;
    }
    out.reserve(size);
    out.prepared(opening);
    let types = 0;
    let entry = 0;
    for (const entries of this.#types) {
      let written = 0;
      for (const { first, next, after } of entries) {
        const at = entry++;
        if (isFalsy(bytes, found, at)) continue;
        out.prepared(written === 0 ? first : next);
        if (!writeValue(out, bytes, found, at, hasLineBreak)) return false;
        out.prepared(after);
        written++;
      }
      if (written === 0) continue;
      out.prepared(endOfType);
      types++;
    }
    if (types === 0) out.prepared(nothingFound);
    else {
      out.prepared(beforeId);
      out.fill(uuidBytes, id.uuid, id.record, id.item);
      out.prepared(afterId);
    }
    return true;
  }
}

/** Arrays are lists of values as they are; anything else is one value, as text. Floats and objects are written anew. */
function writeValue(
  out: TextWriter,
  bytes: Uint8Array,
  found: FoundValues,
  at: number,
  hasLineBreak: boolean,
): boolean {
  const start = found.start[at] as number;
  const end = found.end[at] as number;
  switch (found.kind[at]) {
    case plainText:
      out.string(bytes, start, end);
      return true;
    case kinds.string:
      out.copy(bytes, start, end);
      return true;
    case kinds.array:
      if (hasLineBreak) return false;
      out.copy(bytes, start + 1, end - 1);
      return true;
    case kinds.integer:
    case kinds.longInteger:
      out.plainString(bytes, start, end);
      return true;
    case kinds.true:
      out.prepared(trueText);
      return true;
    default:
      return false;
  }
}

/** `null`, `false`, `""`, `0`, `[]` and `{}` are no values. */
function isFalsy(bytes: Uint8Array, found: FoundValues, entry: number): boolean {
  const start = found.start[entry] as number;
  const end = found.end[entry] as number;
  switch (found.kind[entry]) {
    case nothing:
    case kinds.null:
    case kinds.false:
      return true;
    case plainText:
      return end === start;
    case kinds.string:
      return end - start === 2;
    case kinds.integer:
      return bytes[end - 1] === 0x30 && (end - start === 1 || (bytes[start] === 0x2d && end - start === 2));
    case kinds.array:
    case kinds.object:
      for (let at = start + 1; at < end - 1; at++) if ((bytes[at] as number) > 0x20) return false;
      return true;
    default:
      return false;
  }
}
