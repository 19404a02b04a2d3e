import type { SchemaConfiguration } from '@streamalert/config';
import type { LineFields } from '@streamalert/parsers';
import {
  createFoundValues,
  type FoundValues,
  NormalizationWriter,
  nothing,
  plainText,
} from './normalization-writer.ts';
import type { TextLine } from './text-plan.ts';
import type { TextWriter } from './text-writer.ts';

const comma = 0x2c;

/** Normalizes lines whose normalized values are fields of text. */
export class TextNormalizer {
  readonly #writer: NormalizationWriter;
  /** By entry of the normalization, the field of the schema that it reads. */
  readonly #fields: Int32Array;
  readonly #found: FoundValues;

  private constructor(normalization: SchemaConfiguration['normalization'], fields: Int32Array) {
    this.#writer = new NormalizationWriter(normalization);
    this.#fields = fields;
    this.#found = createFoundValues(fields.length);
  }

  /**
   * `undefined` for a normalization that looks at other values, or at nothing.
   *
   * @param texts Fields of text, by name.
   */
  static of(
    normalization: SchemaConfiguration['normalization'],
    texts: ReadonlyMap<string, number>,
  ): TextNormalizer | undefined {
    const fields: number[] = [];
    for (const { path, condition, never } of normalization.flatMap(([, entries]) => entries)) {
      const field = texts.get(path[0] ?? '');
      if (field === undefined || path.length !== 1 || condition !== undefined || never === true) return undefined;
      fields.push(field);
    }
    return normalization.length === 0 ? undefined : new TextNormalizer(normalization, Int32Array.from(fields));
  }

  /**
   * Appends the member, with a comma before it.
   *
   * @param slots By field of the schema, the field of the line; negative for one that the line does not have.
   */
  write(
    { bytes, uuid, record }: TextLine,
    { start, end, count }: LineFields,
    slots: Int32Array,
    out: TextWriter,
  ): void {
    const found = this.#found;
    for (let entry = 0; entry < this.#fields.length; entry++) {
      const slot = slots[this.#fields[entry] as number] as number;
      const from = slot < 0 || slot >= count ? -1 : (start[slot] as number);
      found.kind[entry] = from < 0 ? nothing : plainText;
      if (from < 0) continue;
      found.start[entry] = from;
      found.end[entry] = end[slot] as number;
    }
    out.reserve(1);
    out.byte(comma);
    this.#writer.write(out, bytes, found, false, { uuid, record, item: 0 });
  }
}
