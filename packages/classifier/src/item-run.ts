import { decodeJson, kinds, type Scan } from '@streamalert/parsers';
import type { BatchBuilder } from './batch-builder.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import type { ItemSink } from './document-scanner.ts';
import { matchRecord } from './match.ts';
import { diagnose } from './nearest.ts';
import { nothingScanned, type Outcome, type RecordSorter, type ScannedRecord, type Taken } from './record-sorter.ts';
import { inOrder } from './schema-index.ts';
import type { Selection } from './selection.ts';

/** Items of one payload record that were sorted, but not yet handed on: the schema that takes all is not known before. */
export class ItemRun implements ItemSink {
  readonly #selection: Selection;
  readonly #sorter: RecordSorter;
  #starts: number[] = [];
  #ends: number[] = [];
  #outcomes: Outcome[] = [];
  readonly #scanned: ScannedRecord;
  #firstItem: number;
  /** The bytes of the next items are known to be valid. */
  isValidUtf8 = false;
  /** JMESPath leaves `null` items out. */
  hasNull = false;

  constructor(selection: Selection, sorter: RecordSorter, record: number, firstItem: number) {
    this.#selection = selection;
    this.#sorter = sorter;
    this.#scanned = { ...nothingScanned, record };
    this.#firstItem = firstItem;
  }

  get length(): number {
    return this.#outcomes.length;
  }

  /** Number of the next item. */
  get nextItem(): number {
    return this.#firstItem + this.#outcomes.length;
  }

  item(key: string | undefined, bytes: Buffer, start: number, end: number, report: Scan): void {
    if (report.kind === kinds.null) {
      this.hasNull = true;
      return;
    }
    const group = key === undefined ? this.#selection.items : this.#selection.underKey(key);
    if (group === undefined) return;
    const scanned = this.#scanned;
    scanned.bytes = bytes;
    scanned.start = start;
    scanned.end = end;
    scanned.report = report;
    scanned.isValidUtf8 = this.isValidUtf8;
    scanned.item = this.nextItem;
    const outcome = this.#sorter.sortItem(scanned, group);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#outcomes.push(outcome);
  }

  /** The bytes were moved towards the front. */
  shift(moved: number): void {
    if (moved === 0) return;
    for (let index = 0; index < this.#starts.length; index++) {
      this.#starts[index] = (this.#starts[index] as number) - moved;
      this.#ends[index] = (this.#ends[index] as number) - moved;
    }
  }

  /** The schema that takes an item with the fewest additional keys, and of equals the first in the order of all. */
  winner(): CompiledSchema | undefined {
    let best: Taken | undefined;
    for (const outcome of this.#outcomes) {
      if (outcome.schema !== undefined && (best === undefined || inOrder(outcome, best) < 0)) best = outcome;
    }
    return best?.schema;
  }

  /** Hands the items on: those that the winner takes as records, the others as rejected. */
  emit(builder: BatchBuilder, bytes: Uint8Array, winner: CompiledSchema | undefined): void {
    for (let index = 0; index < this.#outcomes.length; index++) {
      const outcome = this.#outcomes[index] as Outcome;
      const start = this.#starts[index] as number;
      const end = this.#ends[index] as number;
      const item = this.#firstItem + index;
      if (outcome.schema !== undefined && outcome.schema === winner) {
        if (outcome.text !== undefined) builder.write(winner, outcome.text, this.#scanned.record, item);
        else builder.copy(winner, bytes, start, end, outcome.tail, this.#scanned.record, item);
      } else {
        const data = bytes.subarray(start, end);
        if (outcome.schema === undefined) builder.reject(outcome.diagnosis, data, this.#scanned.record, item);
        else this.#giveTo(winner as CompiledSchema, data, builder, item);
      }
    }
    this.#firstItem = this.nextItem;
    this.#starts = [];
    this.#ends = [];
    this.#outcomes = [];
  }

  /** An item that another schema is nearer to is a record of the winner all the same, if that lets its keys pass. */
  #giveTo(winner: CompiledSchema, data: Uint8Array, builder: BatchBuilder, item: number): void {
    const { record } = this.#scanned;
    const decoded = decodeJson(data, { maxDepth: Number.POSITIVE_INFINITY });
    if (!decoded.ok) throw new TypeError('an item that a schema takes is JSON');
    const { value, floats } = decoded;
    const trial = winner.additionalKeys === 'reject' ? undefined : matchRecord(winner, value, floats, undefined);
    if (trial?.ok === true) builder.add(winner, trial.record, trial.floats, record, item);
    else builder.reject(diagnose([winner], value, floats), data, record, item);
  }
}
