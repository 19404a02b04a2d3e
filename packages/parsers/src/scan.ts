/** The input ended inside the value: with more bytes it may still become JSON. */
export const incomplete = -1;

/** The bytes are not JSON, whatever follows. */
export const invalid = -2;

/** What a value is, as far as it can be told without looking at it closely. */
export const kinds = {
  string: 1,
  /** An integer literal of at most fifteen digits, which every reader gives back unchanged. */
  integer: 2,
  /** An integer literal that a double may not hold. */
  longInteger: 3,
  /** A number with a fraction or an exponent. */
  decimal: 4,
  true: 5,
  false: 6,
  null: 7,
  object: 8,
  array: 9,
} as const;

/** Raised in {@link Scan.flags} when the value holds a raw line break between tokens. */
export const hasLineBreak = 1;

/** Raised in {@link Scan.flags} when the value holds a number that may be beyond the range of a double. */
export const hasHugeNumber = 2;

/** Raised in {@link Scan.flags} when the value holds a number with a fraction or an exponent. */
export const hasDecimal = 4;

/** Raised in {@link Scan.flags} when the value holds an integer of more than {@link maxIntegerDigits}. */
export const hasEndlessInteger = 8;

/**
 * Digits of the longest integer that is read. Python refuses longer ones (CVE-2020-10735): reading and writing them takes
 * time out of proportion, half a minute for 16 MB of digits, which compress to nothing.
 */
export const maxIntegerDigits = 4300;

/** Raised in {@link Scan.flags} when the value is an object, and a key of it holds an escape. */
export const hasEscapedKey = 16;

/** What {@link scan} reports of one value. One object is used again and again: the next scan overwrites it. */
export interface Scan {
  /** One of {@link kinds}. */
  kind: number;
  /** {@link hasLineBreak}, {@link hasHugeNumber}, {@link hasDecimal}, {@link hasEndlessInteger} and {@link hasEscapedKey}. */
  flags: number;
  /** Levels of nesting: 0 for a scalar, 1 for `{}`. */
  depth: number;
  /** Top-level entries, when the value is an object; otherwise 0. */
  count: number;
  /** Of keys and kinds of values: equal for records of one shape. Records of different shapes may share one. */
  signature: number;
  /** Raw bytes of each key, between the quotes. */
  keyStart: Int32Array;
  keyEnd: Int32Array;
  valueStart: Int32Array;
  valueEnd: Int32Array;
  /** {@link kinds} of each value. */
  valueKind: Uint8Array;
}

/** A report with nothing in it yet. */
export function createScan(): Scan {
  const size = 64;
  return {
    kind: 0,
    flags: 0,
    depth: 0,
    count: 0,
    signature: 0,
    keyStart: new Int32Array(size),
    keyEnd: new Int32Array(size),
    valueStart: new Int32Array(size),
    valueEnd: new Int32Array(size),
    valueKind: new Uint8Array(size),
  };
}

/**
 * Checks the JSON value that starts at `from`, or after white space there, and reports where its parts lie. Accepts
 * exactly what `JSON.parse` accepts; whether the bytes are valid UTF-8 is not its business.
 *
 * A number that reaches `to` may go on in bytes that are still to come: the result is then `to`.
 *
 * @returns the index after the value, {@link incomplete}, or {@link invalid}.
 */
export function scan(bytes: Uint8Array, from: number, to: number, into: Scan): number {
  into.flags = 0;
  into.depth = 0;
  into.count = 0;
  into.signature = 0;
  viewOf(bytes);
  const start = skipSpace(bytes, from, to, into);
  if (start >= to) return incomplete;
  return bytes[start] === 0x7b ? scanObject(bytes, start, to, into) : scanValue(bytes, start, to, into);
}

/** The index of the first byte at or after `from` that is not JSON white space. */
export function skipSpace(bytes: Uint8Array, from: number, to: number, into: Pick<Scan, 'flags'>): number {
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x20) return at;
    if (byte === 0x0a || byte === 0x0d) into.flags |= hasLineBreak;
    else if (byte !== 0x20 && byte !== 0x09) return at;
  }
  return at;
}

/** 1 for bytes that may stand in a string as they are. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c ? 1 : 0));

/** 1 for digits. */
const digit = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x30 && byte <= 0x39 ? 1 : 0));

/** Scans an object at the top level, noting each of its entries. */
function scanObject(bytes: Uint8Array, start: number, to: number, into: Scan): number {
  let signature = 0;
  let depth = 1;
  let count = 0;
  let at = skipSpace(bytes, start + 1, to, into);
  let next = at < to ? (bytes[at] as number) : 0;
  if (next !== 0x7d) {
    for (;;) {
      if (at >= to) return incomplete;
      if (next !== 0x22) return invalid;
      const keyStart = at + 1;
      hasEscape = false;
      at = skipString(bytes, keyStart, to);
      if (at < 0) return at;
      if (hasEscape) into.flags |= hasEscapedKey;
      const keyEnd = at - 1;
      if (at < to && bytes[at] !== 0x3a) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
      if (bytes[at] !== 0x3a) return invalid;
      at++;
      if (at < to && (bytes[at] as number) <= 0x20) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
      const valueStart = at;
      at = scanValue(bytes, at, to, into);
      if (at < 0) return at;
      if (into.depth >= depth) depth = into.depth + 1;
      if (count === into.valueKind.length) grow(into);
      into.keyStart[count] = keyStart;
      into.keyEnd[count] = keyEnd;
      into.valueStart[count] = valueStart;
      into.valueEnd[count] = at;
      into.valueKind[count] = into.kind;
      count++;
      // Four bytes of the key do for real logs; whoever looks shapes up by signature compares the keys anyway. Before an
      // empty key there is a byte, too.
      const ends =
        ((bytes[keyStart] as number) << 16) | ((bytes[keyEnd - 2] as number) << 24) | (bytes[keyEnd - 1] as number);
      const key = ends ^ ((bytes[(keyStart + keyEnd) >> 1] as number) << 8) ^ ((keyEnd - keyStart) << 20);
      signature = Math.imul(signature ^ key, 0x9e3779b1);
      signature ^= (signature >>> 15) + into.kind;
      if (at < to && (bytes[at] as number) <= 0x20) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
      const after = bytes[at] as number;
      if (after === 0x7d) break;
      if (after !== 0x2c) return invalid;
      at = skipSpace(bytes, at + 1, to, into);
      next = at < to ? (bytes[at] as number) : 0;
    }
  }
  if (at >= to) return incomplete;
  into.kind = kinds.object;
  into.depth = depth;
  into.count = count;
  into.signature = signature;
  return at + 1;
}

function grow(into: Scan): void {
  const size = into.valueKind.length * 4;
  const copy = <T extends Int32Array | Uint8Array>(larger: T, smaller: T): T => {
    larger.set(smaller);
    return larger;
  };
  into.keyStart = copy(new Int32Array(size), into.keyStart);
  into.keyEnd = copy(new Int32Array(size), into.keyEnd);
  into.valueStart = copy(new Int32Array(size), into.valueStart);
  into.valueEnd = copy(new Int32Array(size), into.valueEnd);
  into.valueKind = copy(new Uint8Array(size), into.valueKind);
}

/** Scans any value, noting only its kind, flags and depth. `start` is at its first byte. */
function scanValue(bytes: Uint8Array, start: number, to: number, into: Scan): number {
  into.depth = 0;
  const first = bytes[start] as number;
  if (first === 0x22) {
    into.kind = kinds.string;
    return skipString(bytes, start + 1, to);
  }
  if (first === 0x7b || first === 0x5b) return skipContainer(bytes, start, to, into);
  if (first === 0x2d || digit[first] === 1) return skipNumber(bytes, start, to, into);
  if (first === 0x74) {
    into.kind = kinds.true;
    return skipWord(bytes, start, to, 'true');
  }
  if (first === 0x66) {
    into.kind = kinds.false;
    return skipWord(bytes, start, to, 'false');
  }
  if (first === 0x6e) {
    into.kind = kinds.null;
    return skipWord(bytes, start, to, 'null');
  }
  return invalid;
}

/** A view of the bytes that were scanned last: strings are passed four bytes at a time. */
let viewed: Uint8Array = new Uint8Array();
let view = new DataView(viewed.buffer);

function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}

/** `from` is after the opening quote; the result is after the closing one. */
function skipString(bytes: Uint8Array, from: number, to: number): number {
  const words = view;
  const lastWord = to - 4;
  let at = from;
  for (;;) {
    let byte = -1;
    while (at <= lastWord) {
      const word = words.getInt32(at, true);
      const quote = word ^ 0x22222222;
      const backslash = word ^ 0x5c5c5c5c;
      // A byte that is zero, or below 0x20, borrows into its highest bit, and then maybe from those above it: the
      // lowest bit found is right. https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
      const special =
        (((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((word - 0x20202020) & ~word)) &
        0x80808080;
      if (special !== 0) {
        at += (31 - Math.clz32(special & -special)) >> 3;
        byte = bytes[at] as number;
        break;
      }
      at += 4;
    }
    if (byte < 0) {
      while (at < to && plain[bytes[at] as number] === 1) at++;
      if (at >= to) return incomplete;
      byte = bytes[at] as number;
    }
    if (byte === 0x22) return at + 1;
    if (byte !== 0x5c) return invalid;
    at = skipEscape(bytes, at + 1, to);
    if (at < 0) return at;
  }
}

/** Set where a string holds an escape. */
let hasEscape = false;

function skipEscape(bytes: Uint8Array, at: number, to: number): number {
  if (at >= to) return incomplete;
  hasEscape = true;
  switch (bytes[at]) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: // u
      for (let hex = at + 1; hex < at + 5; hex++) {
        if (hex >= to) return incomplete;
        const byte = bytes[hex] as number;
        const isHex = digit[byte] === 1 || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
        if (!isHex) return invalid;
      }
      return at + 5;
    default:
      return invalid;
  }
}

/** Digits that a double may not hold start at sixteen; a number this long may be beyond its range. */
const longestSafe = 15;
const longestFinite = 300;

function skipNumber(bytes: Uint8Array, start: number, to: number, into: Scan): number {
  let at = bytes[start] === 0x2d ? start + 1 : start;
  if (at >= to) return incomplete;
  const whole = at;
  at = skipDigits(bytes, at, to);
  if (at === whole || (bytes[whole] === 0x30 && at > whole + 1)) return invalid;
  into.kind = at - whole > longestSafe ? kinds.longInteger : kinds.integer;
  if (at < to && bytes[at] === 0x2e) {
    into.kind = kinds.decimal;
    const fraction = at + 1;
    at = skipDigits(bytes, fraction, to);
    if (at === fraction) return at >= to ? incomplete : invalid;
  }
  if (at < to && ((bytes[at] as number) | 0x20) === 0x65) {
    into.kind = kinds.decimal;
    at++;
    if (at < to && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
    const exponent = at;
    at = skipDigits(bytes, exponent, to);
    if (at === exponent) return at >= to ? incomplete : invalid;
    if (at - exponent > 2) into.flags |= hasHugeNumber;
  }
  if (into.kind === kinds.decimal) into.flags |= hasDecimal;
  if (at - start > longestFinite) {
    into.flags |= hasHugeNumber;
    if (into.kind === kinds.longInteger && at - whole > maxIntegerDigits) into.flags |= hasEndlessInteger;
  }
  return at;
}

function skipDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && digit[bytes[at] as number] === 1) at++;
  return at;
}

function skipWord(bytes: Uint8Array, start: number, to: number, word: string): number {
  for (let index = 1; index < word.length; index++) {
    if (start + index >= to) return incomplete;
    if (bytes[start + index] !== word.charCodeAt(index)) return invalid;
  }
  return start + word.length;
}

/** The open containers, innermost last: 1 for an object. Grows with the input, so that nesting never costs a call. */
let nesting = new Uint8Array(1024);

/** Scans an object or array of any depth without recursion. */
function skipContainer(bytes: Uint8Array, start: number, to: number, into: Scan): number {
  const outermost = bytes[start] === 0x7b ? kinds.object : kinds.array;
  let deepest = 0;
  let level = 0;
  let at = start;
  // Each round reads one value, then closes as many containers as end after it.
  for (;;) {
    const byte = bytes[at] as number;
    let closed = false;
    if (byte === 0x7b || byte === 0x5b) {
      if (level === nesting.length) {
        const larger = new Uint8Array(level * 2);
        larger.set(nesting);
        nesting = larger;
      }
      nesting[level++] = byte === 0x7b ? 1 : 0;
      if (level > deepest) deepest = level;
      at++;
      if (at < to && (bytes[at] as number) <= 0x20) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
      closed = bytes[at] === (byte === 0x7b ? 0x7d : 0x5d);
      if (closed) {
        level--;
        at++;
      }
    } else if (byte === 0x22) {
      at = skipString(bytes, at + 1, to);
      closed = true;
    } else {
      at = scanValue(bytes, at, to, into);
      closed = true;
    }
    if (at < 0) return at;
    if (closed) {
      for (;;) {
        if (level === 0) {
          into.kind = outermost;
          into.depth = deepest;
          return at;
        }
        if (at < to && (bytes[at] as number) <= 0x20) at = skipSpace(bytes, at, to, into);
        if (at >= to) return incomplete;
        const after = bytes[at++] as number;
        if (after === 0x2c) break;
        if (after !== (nesting[level - 1] === 1 ? 0x7d : 0x5d)) return invalid;
        level--;
      }
      if (at < to && (bytes[at] as number) <= 0x20) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
    }
    if (nesting[level - 1] === 1) {
      if (bytes[at] !== 0x22) return invalid;
      at = skipString(bytes, at + 1, to);
      if (at < 0) return at;
      if (at < to && bytes[at] !== 0x3a) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
      if (bytes[at] !== 0x3a) return invalid;
      at++;
      if (at < to && (bytes[at] as number) <= 0x20) at = skipSpace(bytes, at, to, into);
      if (at >= to) return incomplete;
    }
  }
}
