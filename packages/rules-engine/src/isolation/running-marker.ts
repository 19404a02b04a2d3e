/** What a worker was doing at some moment. */
export interface RunningCall {
  /** Position among the rules sorted by id; -1 when no rule's code is running. */
  readonly rule: number;
  /** Position of the record in the job. */
  readonly record: number;
  /** Differs for every call of a rule. */
  readonly call: number;
}

const slots = { rule: 0, record: 1, call: 2 };

/**
 * Memory that a worker and its supervisor share: the worker writes which rule it is about to run, and the supervisor
 * reads it although the worker may never come back.
 */
export class RunningMarker {
  readonly buffer: SharedArrayBuffer;
  readonly #slots: Int32Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
    this.#slots = new Int32Array(this.buffer);
    if (buffer === undefined) this.mark(-1, 0);
  }

  /** Called twice for every call of a rule, hence no object. */
  mark(rule: number, record: number): void {
    if (rule >= 0) {
      this.#slots[slots.record] = record;
      Atomics.add(this.#slots, slots.call, 1);
    }
    Atomics.store(this.#slots, slots.rule, rule);
  }

  read(): RunningCall {
    const read = (slot: number) => Atomics.load(this.#slots, slot);
    return { rule: read(slots.rule), record: read(slots.record), call: read(slots.call) };
  }
}
