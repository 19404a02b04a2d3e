/** A repeatable source of choices: the same seed gives the same logs. */
export interface Random {
  /** An integer from 0 to `below` − 1. */
  integer(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** Text of lower-case hex digits. */
  hex(length: number): string;
  /** Sixteen letters and digits, as in the names of CloudTrail's objects. */
  suffix(): string;
  uuid(): string;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Marsaglia's xorshift with 32 bits of state: small, and good enough for sample data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  const integer = (below: number): number => next() % below;
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(integer(alphabet.length))).join('');
  const hex = (length: number): string => text('0123456789abcdef', length);
  return {
    integer,
    pick: (items) => items[integer(items.length)] as (typeof items)[number],
    hex,
    suffix: () => text(letters, 16),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
