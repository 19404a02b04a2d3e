import { isUtf8 } from 'node:buffer';
import { createRecordUuidWriter, type RecordUuidWriter, stringifyJson } from '@streamalert/core';
import { createScan, decodeJson, kinds, type Scan, scan, skipSpace } from '@streamalert/parsers';
import { BatchBuilder, type PayloadContext } from './batch-builder.ts';
import type { ByteWindow } from './byte-window.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import { DocumentScanner, type ScanState } from './document-scanner.ts';
import { ItemRun } from './item-run.ts';
import { judgeData } from './judge-data.ts';
import { openWindow } from './open-window.ts';
import type { Position } from './position.ts';
import { RecordSorter } from './record-sorter.ts';
import type { DocumentPlan, Selection } from './selection.ts';
import type { Shape } from './shapes.ts';
import type { SortedLine } from './text-sorter.ts';
import type { ClassifiedBatch } from './types.ts';

/** How much is read before it is decided what a payload is. */
const headBytes = 1024 * 1024;

/** How much is read at once, at least. */
const readBytes = 64 * 1024;

/** Header lines are kept in every position, and so are not longer. */
const maxHeaderBytes = 64 * 1024;

const lineFeed = 0x0a;
const openBrace = 0x7b;
const openBracket = 0x5b;

const encoder = new TextEncoder();

/** Serves all payloads: it is read before anything else is scanned. */
const report: Scan = createScan();

/** Reads one payload: a JSON document, JSON lines, or plain lines. */
export class PayloadRun {
  readonly #context: PayloadContext;
  readonly #selection: Selection;
  readonly #builder: BatchBuilder;
  readonly #sorter: RecordSorter;
  readonly #window: ByteWindow;
  readonly #stored: boolean;
  readonly #report: Scan = report;
  #isValidUtf8 = false;
  #uuid: RecordUuidWriter | undefined;
  #batchStart: number;
  /** Lines may be appended to, also a first one; anything else has ended. */
  #end: Position = { in: 'end' };
  /** The first line of a payload that is read line by line, where it may name the columns. */
  #header: string | undefined;
  /** Position of what comes after all that was sorted. */
  #next = { record: 0, item: 0 };

  private constructor(context: PayloadContext, selection: Selection, window: ByteWindow, stored: boolean) {
    this.#context = context;
    this.#selection = selection;
    this.#builder = new BatchBuilder(context);
    this.#sorter = new RecordSorter(context);
    this.#window = window;
    this.#stored = stored;
    this.#batchStart = window.offsetOf(window.start);
  }

  /** Classifies a payload from its beginning, or from a position in it. */
  static async *batches(
    context: PayloadContext,
    selection: Selection,
    open: (from: number) => AsyncIterable<Uint8Array>,
    resume: Position | undefined,
  ): AsyncGenerator<ClassifiedBatch> {
    if (resume?.in === 'end') {
      yield new BatchBuilder(context).take({ in: 'end' }, true);
      return;
    }
    const { window, stored } = await openWindow(open, resume ?? { at: 0, stored: true });
    const run = new PayloadRun(context, selection, window, stored);
    try {
      if (resume === undefined) yield* run.#fromStart();
      else if (resume.in === 'items') yield* run.#fromItem(resume);
      else {
        run.#header = resume.header;
        yield* run.#lines(resume.in, resume.record);
      }
      run.#rejectBrokenEnd();
      yield run.#builder.take(run.#end, true);
    } finally {
      await window.close();
    }
  }

  /** Decides what the payload is: one JSON document if all of it is, otherwise lines. */
  async *#fromStart(): AsyncGenerator<ClassifiedBatch> {
    const { maxRecordBytes, batchBytes } = this.#context.limits;
    const window = this.#window;
    const items = this.#newItems(0);
    const scanner = new DocumentScanner(window.start, this.#selection.arrayKeys, items);
    // Items can be handed on as they come; only what holds none has to be read as a whole.
    let size = Math.min(2 * batchBytes, maxRecordBytes);
    let state = await this.#scanHead(scanner, items, size);
    if (window.size === 0) return;
    if (state === 'incomplete' && !scanner.isInItems) {
      size = maxRecordBytes;
      state = await this.#scanHead(scanner, items, size);
    }
    if (state === 'complete') {
      this.#document(window.start, window.end, 0, scanner, items);
      if (this.#isOneLine()) this.#end = this.#endOfLines('json lines', 1);
      window.start = window.end;
      return;
    }
    if (state === 'invalid' && (await this.#isNonFiniteDocument())) {
      this.#next = { record: 1, item: 0 };
      this.#judge(window.start, window.end, 0, true);
      window.start = window.end;
      return;
    }
    const isLarge = window.size > size;
    const isCut = state === 'incomplete' && (isLarge || window.failure !== undefined);
    if (isCut && scanner.isInItems) {
      const again = this.#newItems(0);
      const keys = new Set(scanner.key === undefined ? [] : [scanner.key]);
      yield* this.#items(new DocumentScanner(window.start, keys, again), again, items.winner());
    } else if (isCut && window.bytes.subarray(window.start, window.end).includes(lineFeed) && isLarge) {
      await this.#rejectRest(`document longer than ${maxRecordBytes} bytes`);
    } else if (!isCut || isLarge) {
      yield* this.#lines(this.#startsWithJson() ? 'json lines' : 'lines', 0);
    }
  }

  /** Scans what may be a document up to a size, however much more has been read. */
  async #scanHead(scanner: DocumentScanner, items: ItemRun, size: number): Promise<ScanState> {
    const window = this.#window;
    for (let wanted = Math.max(headBytes, window.size + 1); ; wanted = window.size * 2) {
      const moved = await window.fill(Math.min(wanted, size + 1));
      scanner.at -= moved;
      items.shift(moved);
      const to = Math.min(window.end, window.start + size);
      items.isValidUtf8 = isUtf8(window.bytes.subarray(scanner.at, to));
      const state = scanner.advance(window.bytes, to, window.done && to === window.end);
      if (state !== 'incomplete' || window.done || window.size > size) return state;
    }
  }

  #newItems(firstItem: number): ItemRun {
    return new ItemRun(this.#selection, this.#sorter, 0, firstItem);
  }

  #advance(scanner: DocumentScanner, items: ItemRun, stop: () => boolean): ScanState {
    const { bytes, end, done } = this.#window;
    items.isValidUtf8 = isUtf8(bytes.subarray(scanner.at, end));
    return scanner.advance(bytes, end, done, stop);
  }

  /** Whether all there is is a document but for `NaN` and infinities, which Python reads and a scan does not. */
  async #isNonFiniteDocument(): Promise<boolean> {
    const { maxRecordBytes, maxDepth } = this.#context.limits;
    const window = this.#window;
    const first = window.bytes[skipSpace(window.bytes, window.start, window.end, this.#report)];
    if (first !== openBrace && first !== openBracket) return false;
    // The scan ended where one of these words begins, if that is all that is wrong, and the window may end inside it.
    await window.fill(window.size + '-Infinity'.length);
    if (!holdsNonFinite(window)) return false;
    await window.fill(maxRecordBytes + 1);
    if (!window.done || window.failure !== undefined || window.size > maxRecordBytes) return false;
    return decodeJson(window.bytes.subarray(window.start, window.end), { maxDepth }).ok;
  }

  /** Whether the first line that is not blank is JSON, and not `null`. */
  #startsWithJson(): boolean {
    const { bytes, end } = this.#window;
    const start = skipSpace(bytes, this.#window.start, end, this.#report);
    const lineEnd = bytes.indexOf(lineFeed, start);
    const to = lineEnd < 0 || lineEnd > end ? end : lineEnd;
    const after = scan(bytes, start, to, this.#report);
    if (after < 0 || skipSpace(bytes, after, to, this.#report) !== to) {
      const { maxDepth } = this.#context.limits;
      return holdsNonFinite({ bytes, start, end: to }) && decodeJson(bytes.subarray(start, to), { maxDepth }).ok;
    }
    return this.#report.kind !== kinds.null;
  }

  /** A complete document or JSON line whose items, if it has any, were sorted. */
  #document(start: number, end: number, record: number, scanner: DocumentScanner, items: ItemRun): void {
    this.#next = { record: record + 1, item: 0 };
    if (this.#takesItems(scanner, items)) {
      items.emit(this.#builder, this.#window.bytes, items.winner());
      return;
    }
    const first = skipSpace(this.#window.bytes, start, end, this.#report);
    const isObject = this.#window.bytes[first] === openBrace && scanner.arrays.length === 0;
    if (!isObject || !this.#object(first, end, record)) this.#judge(start, end, record, true);
  }

  /** Whether the items that were sorted are all there is to the document. */
  #takesItems(scanner: DocumentScanner, items: ItemRun): boolean {
    if (items.length === 0 || items.hasNull || scanner.hasUnclearKey) return false;
    if (scanner.isArray) return this.#selection.plansItems;
    const matchesRoot = this.#selection.root.shapes.hasMatch([...scanner.keys]);
    return this.#selection.planObject([...scanner.keys], scanner.arrays, matchesRoot).at === 'key';
  }

  /** A JSON line, or a plain line, without its line feed. */
  #line(start: number, end: number, record: number, isJsonLines: boolean): void {
    const { bytes } = this.#window;
    const first = skipSpace(bytes, start, end, this.#report);
    if (first === end && isJsonLines) return;
    if (bytes[first] === openBrace && this.#object(first, end, record)) return;
    const sorted = this.#isValidUtf8 ? this.#sortText(start, end, record) : undefined;
    if (sorted === undefined) this.#judge(start, end, record, isJsonLines);
    else this.#builder.write(sorted.schema, sorted.text, record, 0);
  }

  #sortText(start: number, end: number, record: number): SortedLine | undefined {
    const { bytes, version } = this.#window;
    const uuid = (this.#uuid ??= createRecordUuidWriter(this.#context.id));
    const payload = this.#context.id;
    return this.#selection.texts.sort({ bytes, start, end, payload, uuid, record, header: this.#header, version });
  }

  /** Sorts an object without parsing it. False when it is no object, or has to be parsed. */
  #object(first: number, end: number, record: number): boolean {
    const { bytes } = this.#window;
    const report = this.#report;
    const after = scan(bytes, first, end, report);
    if (after < 0 || skipSpace(bytes, after, end, { flags: 0 }) !== end) return false;
    // `{}` is falsy, and so nothing to a path.
    if (report.count === 0) return false;
    const { root } = this.#selection;
    const scanned = { bytes, start: first, end: after, report, isValidUtf8: this.#isValidUtf8, record, item: 0 };
    const refused = this.#sorter.refuse(scanned);
    if (refused !== undefined) {
      this.#builder.reject(refused, bytes.subarray(first, after), record, 0);
      return true;
    }
    const shape = root.shapes.shapeOf(bytes, report);
    shape.plan ??= this.#plan(shape, report);
    if (shape.plan.at === 'key') {
      const items = new ItemRun(this.#selection, this.#sorter, record, 0);
      const scanner = new DocumentScanner(first, this.#selection.arrayKeys, items);
      if (scanner.advance(bytes, end, true) !== 'complete' || !this.#takesItems(scanner, items)) return false;
      items.emit(this.#builder, bytes, items.winner());
      return true;
    }
    if (shape.plan.at !== 'root') return false;
    const outcome = this.#sorter.sort(scanned, shape);
    if (outcome.schema === undefined) this.#builder.reject(outcome.diagnosis, bytes.subarray(first, after), record, 0);
    else if (outcome.text !== undefined) this.#builder.write(outcome.schema, outcome.text, record, 0);
    else this.#builder.copy(outcome.schema, bytes, first, after, outcome.tail, record, 0);
    return true;
  }

  #plan(shape: Shape, { valueKind }: Scan): DocumentPlan {
    const { arrayKeys } = this.#selection;
    const arrays = shape.names.filter((name, entry) => valueKind[entry] === kinds.array && arrayKeys.has(name));
    return this.#selection.planObject(shape.names, arrays, shape.matches.length > 0);
  }

  /** Parses a payload record, and tries all schemas one by one. */
  #judge(start: number, end: number, record: number, wasDecoded: boolean): void {
    const data = this.#window.bytes.subarray(start, end);
    const { maxDepth } = this.#context.limits;
    const header = this.#header;
    const verdicts = judgeData(this.#selection, data, {
      maxDepth,
      wasDecoded,
      ...(header !== undefined && { header }),
    });
    for (const [item, verdict] of verdicts.entries()) {
      if (verdict.ok) {
        this.#builder.add(verdict.schema, verdict.record, verdict.floats, record, item);
      } else {
        const { candidate, diagnosis } = verdict;
        const isWhole = verdicts.length === 1;
        const own = isWhole
          ? data
          : encoder.encode(typeof candidate === 'string' ? candidate : stringifyJson(candidate));
        this.#builder.reject(diagnosis, own, record, item);
      }
    }
  }

  async *#lines(mode: 'lines' | 'json lines', firstRecord: number): AsyncGenerator<ClassifiedBatch> {
    const { maxRecordBytes } = this.#context.limits;
    const window = this.#window;
    let record = firstRecord;
    for (;;) {
      this.#isValidUtf8 = isUtf8(window.bytes.subarray(window.start, window.end));
      for (let end = this.#lineEnd(); end >= 0; end = this.#lineEnd()) {
        if (end - window.start > maxRecordBytes)
          this.#rejectLine(window.offsetOf(window.start), end - window.start, this.#head(end), record);
        else this.#line(window.start, end, record, mode === 'json lines');
        if (record === 0) this.#keepHeader(end);
        window.start = end + 1;
        record++;
        if (this.#isBatchFull()) yield this.#take(this.#beforeLine(mode, record));
      }
      this.#next = { record, item: 0 };
      if (window.size > maxRecordBytes) {
        await this.#rejectToLineEnd(record++);
        if (this.#isBatchFull()) yield this.#take(this.#beforeLine(mode, record));
      } else if (window.done) break;
      else await window.fill(window.size + Math.max(readBytes, window.size));
    }
    if (window.failure !== undefined) return;
    if (window.size > 0) this.#line(window.start, window.end, record++, mode === 'json lines');
    window.start = window.end;
    this.#end = this.#endOfLines(mode, record);
  }

  /** The first line may name the columns of all others. */
  #keepHeader(end: number): void {
    const { bytes, start } = this.#window;
    if (!this.#selection.readsHeaders || end - start > maxHeaderBytes) return;
    this.#header = bytes.toString('utf8', start, end);
  }

  /** Batches end where enough input was sorted, wherever the chunks of it end. */
  #isBatchFull(): boolean {
    return this.#window.offsetOf(this.#window.start) - this.#batchStart >= this.#context.limits.batchBytes;
  }

  #beforeLine(mode: 'lines' | 'json lines', record: number): Position {
    return this.#linePosition(mode, this.#window.start, record);
  }

  #endOfLines(mode: 'lines' | 'json lines', record: number): Position {
    return this.#linePosition(mode, this.#window.end, record);
  }

  #linePosition(mode: 'lines' | 'json lines', index: number, record: number): Position {
    const header = this.#header === undefined ? {} : { header: this.#header };
    return { in: mode, at: this.#window.offsetOf(index), stored: this.#stored, record, ...header };
  }

  /** A document of one line may be the first of many that are still to be written. */
  #isOneLine(): boolean {
    const { bytes, end } = this.#window;
    const lineEnd = this.#lineEnd();
    return lineEnd < 0 || skipSpace(bytes, lineEnd, end, this.#report) === end;
  }

  /** Index of the next line feed, -1 when there is none yet. */
  #lineEnd(): number {
    const { bytes, start, end } = this.#window;
    const found = bytes.indexOf(lineFeed, start);
    return found < end ? found : -1;
  }

  async *#fromItem(resume: Extract<Position, { in: 'items' }>): AsyncGenerator<ClassifiedBatch> {
    const items = this.#newItems(resume.item);
    const keys = new Set(resume.key === undefined ? [] : [resume.key]);
    const scanner = DocumentScanner.inside(this.#window.start, resume.key, keys, items);
    const winner = this.#selection.schemas.find(({ name }) => name === resume.logType);
    yield* this.#items(scanner, items, winner);
  }

  /** Walks the items of a document that is too long to be held, or breaks off. */
  async *#items(
    scanner: DocumentScanner,
    items: ItemRun,
    decided: CompiledSchema | undefined,
  ): AsyncGenerator<ClassifiedBatch> {
    const { maxRecordBytes, batchBytes } = this.#context.limits;
    const window = this.#window;
    const isFull = (): boolean => scanner.isInItems && window.offsetOf(scanner.at) - this.#batchStart >= batchBytes;
    let winner = decided;
    for (;;) {
      const state = this.#advance(scanner, items, isFull);
      const unfinished = window.end - scanner.at;
      const isStuck = state === 'invalid' || window.done || unfinished > maxRecordBytes;
      if (state === 'incomplete' && !isFull() && !isStuck) {
        const moved = await window.fill(window.size + Math.max(readBytes, unfinished));
        scanner.at -= moved;
        items.shift(moved);
        continue;
      }
      winner ??= items.winner();
      const mayGoOn = isFull() && state === 'incomplete';
      items.emit(this.#builder, window.bytes, winner);
      window.start = scanner.at;
      this.#next = { record: 0, item: items.nextItem };
      if (!mayGoOn) {
        if (state !== 'complete') await this.#rejectRemainder(state, window.done);
        return;
      }
      const at = window.offsetOf(scanner.at);
      const { key } = scanner;
      yield this.#take({
        in: 'items',
        at,
        stored: this.#stored,
        item: items.nextItem,
        ...(key !== undefined && { key }),
        ...(winner && { logType: winner.name }),
      });
    }
  }

  async #rejectRemainder(state: ScanState, isCut: boolean): Promise<void> {
    if (this.#window.failure !== undefined && state === 'incomplete') return;
    if (state === 'invalid') await this.#rejectRest('not JSON');
    else if (isCut) await this.#rejectRest('truncated JSON');
    else await this.#rejectRest(`record longer than ${this.#context.limits.maxRecordBytes} bytes`);
  }

  #take(position: Position): ClassifiedBatch {
    this.#batchStart = this.#window.offsetOf(this.#window.start);
    return this.#builder.take(position, false);
  }

  /** What a broken stream left unfinished is one rejected record. */
  #rejectBrokenEnd(): void {
    const { failure, bytes, start, end } = this.#window;
    if (failure === undefined) return;
    const place = `after byte ${this.#window.offsetOf(end)} of the decompressed content`;
    const diagnosis = { reason: failure.reason, detail: `${failure.message} ${place}` };
    this.#builder.reject(diagnosis, bytes.subarray(start, end), this.#next.record, this.#next.item);
  }

  /** What is kept of data up to `end` that is passed. */
  #head(end: number): Uint8Array {
    const { bytes, start } = this.#window;
    // A copy: `slice` of a Buffer would be a view of bytes that are about to be overwritten.
    return new Uint8Array(bytes.subarray(start, Math.min(end, start + this.#context.limits.maxQuarantineBytes)));
  }

  /** Passes a line that does not fit into memory; only its beginning is kept. */
  async #rejectToLineEnd(record: number): Promise<void> {
    const window = this.#window;
    const head = this.#head(window.end);
    const from = window.offsetOf(window.start);
    let end = -1;
    while (end < 0 && !window.done) {
      window.start = window.end;
      await window.fill(readBytes);
      end = this.#lineEnd();
    }
    window.start = end < 0 ? window.end : end + 1;
    this.#rejectLine(from, window.offsetOf(end < 0 ? window.end : end) - from, head, record);
  }

  #rejectLine(from: number, length: number, head: Uint8Array, record: number): void {
    const reason = `line longer than ${this.#context.limits.maxRecordBytes} bytes`;
    this.#builder.reject({ reason, detail: extent(from, length, head) }, head, record, 0);
  }

  /** Passes all that is left; only its beginning is kept. */
  async #rejectRest(reason: string): Promise<void> {
    const window = this.#window;
    // As much is kept, however the bytes come.
    await window.fill(this.#context.limits.maxQuarantineBytes);
    const from = window.offsetOf(window.start);
    const head = this.#head(window.end);
    while (!window.done) {
      window.start = window.end;
      await window.fill(readBytes);
    }
    window.start = window.end;
    const detail = extent(from, window.offsetOf(window.end) - from, head);
    this.#builder.reject({ reason, detail }, head, this.#next.record, this.#next.item);
    this.#next = { record: this.#next.record, item: this.#next.item + 1 };
  }
}

function holdsNonFinite({ bytes, start, end }: { bytes: Buffer; start: number; end: number }): boolean {
  const text = bytes.subarray(start, end);
  return text.includes('NaN') || text.includes('Infinity');
}

function extent(from: number, length: number, head: Uint8Array): string {
  return `${length} bytes at byte ${from}, of which the first ${head.length} are kept`;
}
