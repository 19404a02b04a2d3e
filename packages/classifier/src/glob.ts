type Token =
  | { readonly kind: 'any' }
  | { readonly kind: 'run' }
  | { readonly kind: 'one'; readonly character: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/**
 * Compiles a glob of `log_patterns`: `*` any run, `?` one character, `[abc]`, `[a-c]`, `[!abc]`; all else is literal.
 * The whole value must match, with equal case. Takes at most time of value × pattern.
 */
export function compileGlob(pattern: string): (value: string) => boolean {
  const tokens = readTokens(Array.from(pattern));
  return (value) => matches(tokens, Array.from(value));
}

/** Whether the value that stands in some bytes of valid UTF-8 matches. */
export type ByteTest = (bytes: Buffer, start: number, end: number) => boolean;

/** The same for a value as bytes: most that do not match differ in what stands before the first `*`. */
export function compileByteGlob(pattern: string): ByteTest {
  const tokens = readTokens(Array.from(pattern));
  const firstOther = tokens.findIndex(({ kind }) => kind !== 'one');
  const literal = tokens.slice(0, firstOther < 0 ? tokens.length : firstOther);
  const prefix = Buffer.from(literal.map((token) => (token.kind === 'one' ? token.character : '')).join(''));
  const startsWithPrefix: ByteTest = (bytes, start, end) => {
    if (end - start < prefix.length) return false;
    for (let at = 0; at < prefix.length; at++) if (prefix[at] !== bytes[start + at]) return false;
    return true;
  };
  if (firstOther < 0)
    return (bytes, start, end) => end - start === prefix.length && startsWithPrefix(bytes, start, end);
  if (firstOther === tokens.length - 1 && tokens[firstOther]?.kind === 'run') return startsWithPrefix;
  return (bytes, start, end) =>
    startsWithPrefix(bytes, start, end) && matches(tokens, Array.from(bytes.toString('utf8', start, end)));
}

function readTokens(pattern: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '*') tokens.push({ kind: 'run' });
    else if (character === '?') tokens.push({ kind: 'any' });
    else if (character === '[') {
      const negated = pattern[at + 1] === '!';
      const first = at + (negated ? 2 : 1);
      // A bracket that comes first in a class is a member of it.
      const end = pattern.indexOf(']', first + 1);
      if (end < 0) {
        tokens.push({ kind: 'one', character });
      } else {
        tokens.push({ kind: 'class', negated, ranges: readRanges(pattern.slice(first, end)) });
        at = end;
      }
    } else tokens.push({ kind: 'one', character });
  }
  return tokens;
}

function readRanges(members: readonly string[]): (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const low = members[at] as string;
    const high = members[at + 2];
    if (members[at + 1] === '-' && high !== undefined) {
      ranges.push([low, high]);
      at += 2;
    } else ranges.push([low, low]);
  }
  return ranges;
}

function matchesOne(token: Token, character: string): boolean {
  if (token.kind === 'any') return true;
  if (token.kind === 'one') return token.character === character;
  if (token.kind === 'run') return false;
  const point = character.codePointAt(0) as number;
  const inside = token.ranges.some(
    ([low, high]) => point >= (low.codePointAt(0) as number) && point <= (high.codePointAt(0) as number),
  );
  return inside !== token.negated;
}

/** On a mismatch only the last `*` has to take one character more. */
function matches(tokens: readonly Token[], value: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let lastRun = -1;
  let resumeAt = 0;
  while (at < value.length) {
    const current = tokens[token];
    if (current?.kind === 'run') {
      lastRun = token++;
      resumeAt = at;
    } else if (current !== undefined && matchesOne(current, value[at] as string)) {
      token++;
      at++;
    } else if (lastRun >= 0) {
      token = lastRun + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (tokens[token]?.kind === 'run') token++;
  return token === tokens.length;
}
