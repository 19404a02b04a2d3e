import { createLineFields, createScan, type LineFields, type LineFormat, scan, skipSpace } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { TextPlan } from './text-plan.ts';
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
      plans = this.#plans.filter((plan) => plan.count === undefined || plan.count === count);
      this.#byCount.set(count, plans);
    }
    return plans;
  }
}

/** `undefined` stands for a schema whose lines take its parser. */
function stagesOf(schemas: readonly CompiledSchema[], header: string | undefined): (Stage | undefined)[] {
  const stages: (Stage | undefined)[] = [];
  for (const schema of schemas) {
    const plan = TextPlan.of(schema, header);
    if (plan !== undefined && stages.at(-1)?.format.key !== plan.format.key) stages.push(new Stage(plan.format));
    if (plan === undefined) stages.push(undefined);
    else stages.at(-1)?.add(plan);
  }
  return stages;
}

/** Header lines whose columns are remembered: files of one source have few. */
const maxHeaders = 16;

/** Decides about plain lines of a source without parsing them, wherever that is enough. */
export class TextSorter {
  readonly #schemas: readonly CompiledSchema[];
  readonly #stages: readonly (Stage | undefined)[];
  /** By header line. */
  readonly #withHeader = new Map<string, readonly (Stage | undefined)[]>();
  readonly #writer = new TextWriter();
  readonly #fields: LineFields = createLineFields();
  readonly #report = createScan();

  constructor(schemas: readonly CompiledSchema[]) {
    this.#schemas = schemas.filter(({ parser }) => parser.takesText);
    this.#stages = stagesOf(this.#schemas, undefined);
  }

  /**
   * The first schema that takes a line of valid UTF-8; `undefined` when that takes its text to tell, or none does.
   *
   * @param header First line of the payload, when this is a later one.
   */
  sort(
    bytes: Buffer,
    start: number,
    end: number,
    { payload, record, header }: { readonly payload: string; readonly record: number; readonly header: string | undefined },
  ): SortedLine | undefined {
    if (this.#stages.length === 0 || this.#mayBeJson(bytes, start, end)) return undefined;
    const line = { bytes, fields: this.#fields, length: end - start, payload, record };
    for (const stage of this.#stagesOf(header)) {
      if (stage === undefined || !stage.format.read(bytes, start, end, this.#fields)) return undefined;
      for (const plan of stage.plansFor(this.#fields.count)) {
        const verdict = plan.decide(line, this.#writer);
        if (verdict === 'unsure') return undefined;
        if (verdict === 'yes') return { schema: plan.schema, text: this.#writer.written };
      }
    }
    return undefined;
  }

  #stagesOf(header: string | undefined): readonly (Stage | undefined)[] {
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
