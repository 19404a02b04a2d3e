import type { LineFields, LineFormat, LineReader } from '../line-fields.ts';

const bytesWhere = (test: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 && test(byte) ? 1 : 0));

const hyphen = 0x2d;
const colon = 0x3a;
const space = 0x20;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const isDigit = bytesWhere((byte) => byte >= 0x30 && byte <= 0x39);
const isLetter = bytesWhere((byte) => /[A-Za-z]/.test(String.fromCharCode(byte)));
const isWord = bytesWhere((byte) => /\w/.test(String.fromCharCode(byte)));
const isWordOrHyphen = bytesWhere((byte) => byte === hyphen || isWord[byte] === 1);
const isVisible = bytesWhere((byte) => byte > space);
const isTag = bytesWhere((byte) => byte > space && byte !== openBracket && byte !== colon);
const isProcess = bytesWhere((byte) => byte > space && byte !== closeBracket);

/**
 * Whether a line begins like no syslog: neither with a priority, nor `Jan ` or the like, nor with a year. Beyond ASCII there
 * are other letters, digits and blanks.
 */
function refuses(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 5) return false;
  let words = 0;
  let digits = 0;
  for (let at = start; at < start + 5; at++) if ((bytes[at] as number) >= 0x80) return false;
  for (let at = start; at < start + 4; at++) {
    words += isWord[bytes[at] as number] as number;
    digits += isDigit[bytes[at] as number] as number;
  }
  const isMonth = words === 3 && isWord[bytes[start + 3] as number] === 0;
  const isYear = digits === 4 && bytes[start + 4] === hyphen;
  return bytes[start] !== less && !isMonth && !isYear;
}

const less = 0x3c;

/** The classic form where its header is ASCII with single blanks. */
export const classicSyslogLine: LineFormat = {
  key: 'syslog classic',
  read: reader(passClassicTime, isWordOrHyphen, isWord, isWord),
  refuses,
};

/** The same, and most of what is written in its place: with a tag, and without a priority. */
export const tolerantSyslogLine: LineFormat = {
  key: 'syslog tolerant',
  read: reader(passBsdTime, isVisible, isTag, isProcess),
  refuses,
};

/** The same, and with a priority that nobody asks for. */
export const priorSyslogLine: LineFormat = {
  key: 'syslog tolerant, any priority',
  read: (bytes, start, end, into) => tolerantSyslogLine.read(bytes, passPriority(bytes, start, end), end, into),
  refuses,
};

type PassTime = (bytes: Uint8Array, start: number, end: number) => number;

/** Reads timestamp, host, application, message and process id. */
function reader(passTime: PassTime, host: Uint8Array, tag: Uint8Array, process: Uint8Array): LineReader {
  return (bytes, start, end, into) => {
    let at = passTime(bytes, start, end);
    if (at < 0 || at >= end || bytes[at] !== space) return false;
    place(into, 0, start, at);
    const hostAt = at + 1;
    at = pass(bytes, hostAt, end, host);
    if (at === hostAt || at >= end || bytes[at] !== space || bytes[hostAt] === hyphen) return false;
    place(into, 1, hostAt, at);
    const tagAt = at + 1;
    at = pass(bytes, tagAt, end, tag);
    if (at === tagAt) return false;
    place(into, 2, tagAt, at);
    place(into, 4, -1, -1);
    if (at < end && bytes[at] === openBracket) {
      const processAt = at + 1;
      at = pass(bytes, processAt, end, process);
      if (at === processAt || at >= end || bytes[at] !== closeBracket) return false;
      place(into, 4, processAt, at);
      at++;
    }
    if (at + 1 >= end || bytes[at] !== colon || bytes[at + 1] !== space) return false;
    place(into, 3, at + 2, end);
    into.count = 5;
    into.isPlain = false;
    return true;
  };
}

const greater = 0x3e;
const zero = 0x30;
const maxPriority = 191;

/** The index after `<86>`; `start` where no such number stands. */
function passPriority(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== less) return start;
  let priority = 0;
  let at = start + 1;
  for (; at < end && at < start + 4 && isDigit[bytes[at] as number] === 1; at++) {
    priority = priority * 10 + (bytes[at] as number) - zero;
  }
  return at > start + 1 && at < end && bytes[at] === greater && priority <= maxPriority ? at + 1 : start;
}

function pass(bytes: Uint8Array, from: number, end: number, table: Uint8Array): number {
  let at = from;
  while (at < end && table[bytes[at] as number] === 1) at++;
  return at;
}

/** So many characters of a kind; -1 when there are fewer. */
function passExactly(bytes: Uint8Array, from: number, count: number, table: Uint8Array): number {
  for (let at = from; at < from + count; at++) if (table[bytes[at] as number] !== 1) return -1;
  return from + count;
}

/** `Jan 10 19:35:33`, also `Jan 10 1935`. */
function passClassicTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 9 || passExactly(bytes, start, 3, isWord) < 0 || bytes[start + 3] !== space) return -1;
  if (passExactly(bytes, start + 4, 2, isDigit) < 0 || bytes[start + 6] !== space) return -1;
  let at = passExactly(bytes, start + 7, 2, isDigit);
  if (at < 0) return -1;
  for (;;) {
    if (bytes[at] === colon) at++;
    if (at + 1 >= end || passExactly(bytes, at, 2, isDigit) < 0) return at;
    at += 2;
  }
}

/** `Jan 10 19:35:33`, `Jan  1 19:35:33`. */
function passBsdTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 15 || passExactly(bytes, start, 3, isLetter) < 0 || bytes[start + 3] !== space) return -1;
  const day = bytes[start + 4] === space ? start + 5 : start + 4;
  if (passExactly(bytes, day, start + 6 - day, isDigit) < 0 || bytes[start + 6] !== space) return -1;
  const time = start + 7;
  const areDigits = [time, time + 3, time + 6].every((at) => passExactly(bytes, at, 2, isDigit) > 0);
  return areDigits && bytes[time + 2] === colon && bytes[time + 5] === colon ? time + 8 : -1;
}

function place(into: LineFields, field: number, start: number, end: number): void {
  into.start[field] = start;
  into.end[field] = end;
}
