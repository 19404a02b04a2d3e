import { createLineFields, createScan, type LineFields, type LineFormat, scan, skipSpace } from '@streamalert/parsers';
import { ByteSearch } from './byte-search.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import { type TextLine, TextPlan } from './text-plan.ts';
import { TextWriter } from './text-writer.ts';

/** A line that is a record, written as JSON. The next line overwrites the text. */
export interface SortedLine {
  readonly schema: CompiledSchema;
  readonly text: Uint8Array;
}

/** Plans that follow each other and read lines alike. */
class Stage {
  readonly format: LineFormat;
  readonly #plans: TextPlan[] = [];
  readonly #byCount = new Map<number, readonly TextPlan[]>();

  constructor(format: LineFormat) {
    this.format = format;
  }

  add(plan: TextPlan): void {
    this.#plans.push(plan);
  }

  /** The plans that can take lines of so many fields, in order. */
  plansFor(count: number): readonly TextPlan[] {
    let plans = this.#byCount.get(count);
    if (plans === undefined) {
      plans = this.#plans.filter(({ fewest, most }) => fewest <= count && count <= most);
      this.#byCount.set(count, plans);
    }
    return plans;
  }
}

/** Ends before the first schema whose lines take its parser. */
function stagesOf(schemas: readonly CompiledSchema[], header: string | undefined): readonly Stage[] {
  const stages: Stage[] = [];
  for (const schema of schemas) {
    const plan = TextPlan.of(schema, header);
    if (plan === undefined) break;
    if (stages.at(-1)?.format.key !== plan.format.key) stages.push(new Stage(plan.format));
    stages.at(-1)?.add(plan);
  }
  return stages;
}

/** What was read of a line in one format. */
interface Reading {
  readonly fields: LineFields;
  /** The line that was read last. */
  line: number;
  /** Whether its fields stand in it as they are. */
  isRead: boolean;
}

/** Header lines whose columns are remembered: files of one source have few. */
const maxHeaders = 16;

/** Decides about plain lines of a source without parsing them, wherever that is enough. */
export class TextSorter {
  readonly #schemas: readonly CompiledSchema[];
  readonly #stages: readonly Stage[];
  /** By header line. */
  readonly #withHeader = new Map<string, readonly Stage[]>();
  readonly #writer = new TextWriter();
  /** By format. */
  readonly #readings = new Map<string, Reading>();
  readonly #searches = new Map<number, ByteSearch>();
  readonly #report = createScan();
  #lines = 0;

  constructor(schemas: readonly CompiledSchema[]) {
    this.#schemas = schemas.filter(({ parser }) => parser.takesText);
    this.#stages = stagesOf(this.#schemas, undefined);
  }

  /** The first schema that takes a line; `undefined` when that takes its text to tell, or none does. */
  sort(line: TextLine): SortedLine | undefined {
    const { bytes, start, end } = line;
    if (this.#schemas.length === 0 || this.#mayBeJson(bytes, start, end)) return undefined;
    this.#lines++;
    for (const stage of this.#stagesOf(line.header)) {
      if (this.#passes(stage, line)) continue;
      const { fields, isRead } = this.#read(stage.format, line);
      if (!isRead) return undefined;
      for (const plan of stage.plansFor(fields.count)) {
        const verdict = plan.decide(line, fields, this.#writer);
        if (verdict === 'unsure') return undefined;
        if (verdict === 'yes') return { schema: plan.schema, text: this.#writer.written };
      }
    }
    return undefined;
  }

  /** Whether no plan of a stage takes the line, told without reading its fields. */
  #passes(stage: Stage, line: TextLine): boolean {
    const { refuses, needs, splitsAt } = stage.format;
    if (needs !== undefined && !this.#holds(needs, line)) return true;
    if (refuses?.(line.bytes, line.start, line.end) === true) return true;
    return splitsAt !== undefined && stage.plansFor(1).length === 0 && !this.#holds(splitsAt, line);
  }

  #holds(byte: number, line: TextLine): boolean {
    let search = this.#searches.get(byte);
    if (search === undefined) {
      search = new ByteSearch(byte);
      this.#searches.set(byte, search);
    }
    return search.isIn(line);
  }

  #read(format: LineFormat, { bytes, start, end }: TextLine): Reading {
    let reading = this.#readings.get(format.key);
    if (reading === undefined) {
      reading = { fields: createLineFields(), line: -1, isRead: false };
      this.#readings.set(format.key, reading);
    }
    if (reading.line !== this.#lines) {
      reading.line = this.#lines;
      reading.isRead = format.read(bytes, start, end, reading.fields);
    }
    return reading;
  }

  #stagesOf(header: string | undefined): readonly Stage[] {
    if (header === undefined) return this.#stages;
    let stages = this.#withHeader.get(header);
    if (stages === undefined) {
      stages = stagesOf(this.#schemas, header);
      if (this.#withHeader.size === maxHeaders) this.#withHeader.clear();
      this.#withHeader.set(header, stages);
    }
    return stages;
  }

  /** Whether the line could be JSON, as 3.5 reads it, or text in another encoding. */
  #mayBeJson(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < 4 || bytes[start] === 0xef) return true;
    if (bytes[start] === 0 || bytes[start + 1] === 0 || bytes[start + 2] === 0 || bytes[start + 3] === 0) return true;
    const first = skipSpace(bytes, start, end, this.#report);
    if (first === end) return true;
    if (startsOpenEnded(bytes[first], bytes[first + 1])) return true;
    const after = scan(bytes, first, end, this.#report);
    return after >= 0 && skipSpace(bytes, after, end, this.#report) === end;
  }
}

/** Whether a container, `NaN` or an infinity may begin here, which Python reads as JSON and a scan does not. */
function startsOpenEnded(first: number | undefined, second: number | undefined): boolean {
  if (first === 0x7b || first === 0x5b) return true;
  return (
    (first === 0x4e && second === 0x61) || ((first === 0x49 || first === 0x2d) && (second === 0x6e || second === 0x49))
  );
}
