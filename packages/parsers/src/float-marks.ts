/**
 * Remembers which members hold a float whose value is integral. JavaScript has one kind of number, but the text of
 * `3.0` in a field of type string is `3.0`, and that of `3` is `3`.
 */
export class FloatMarks {
  readonly #marks = new Map<object, Set<string>>();

  add(holder: object, key: string): void {
    const keys = this.#marks.get(holder);
    if (keys === undefined) this.#marks.set(holder, new Set([key]));
    else keys.add(key);
  }

  has(holder: object, key: string): boolean {
    return this.#marks.get(holder)?.has(key) ?? false;
  }

  /** `copy` was made of `original`: what is known of one is true of the other. */
  inherit(copy: object, original: object): void {
    const keys = this.#marks.get(original);
    if (keys !== undefined) this.#marks.set(copy, new Set(keys));
  }
}
