/** Patterns are constants of rules; the bound only guards against ones that are made from records. */
const maxCached = 1000;
const cache = new Map<string, RegExp>();

/**
 * A shell pattern as expression: `*` any text, `?` one character, `[abc]`, `[a-z]`, `[!abc]`. Everything else, and a
 * `[` that is never closed, stands for itself. Case matters.
 */
export function wildcard(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  if (cache.size >= maxCached) cache.clear();
  const compiled = new RegExp(`^${expressionOf(pattern)}$`, 'su');
  cache.set(pattern, compiled);
  return compiled;
}

const piece = /\*+|\?|\[(!?)(\]?[^\]]*)\]|./gsu;

/**
 * What stands between two `*` is looked for once, from the left, and not again: each time it might also be found further
 * right would multiply the time, and senders choose the text. A look-ahead is not entered again by backtracking.
 */
function expressionOf(pattern: string): string {
  const [first = '', ...others] = partsOf(pattern);
  const last = others.pop();
  if (last === undefined) return first;
  const between = others.map((part, at) => `(?=(.*?${part}))\\${at + 1}`);
  return `${first}${between.join('')}.*${last}`;
}

/** The expressions of what `*` separates. */
function partsOf(pattern: string): readonly string[] {
  const parts = [''];
  for (const [text, negated, members] of pattern.matchAll(piece)) {
    if (text.startsWith('*')) parts.push('');
    else parts[parts.length - 1] += pieceExpression(text, negated, members);
  }
  return parts;
}

function pieceExpression(text: string, negated: string | undefined, members: string | undefined): string {
  if (text === '?') return '.';
  if (members === undefined) return text.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
  return characterClass(members, negated === '!');
}

function characterClass(members: string, negated: boolean): string {
  let inside = '';
  const characters = [...members];
  for (let at = 0; at < characters.length; at++) {
    const from = characters[at] as string;
    const to = characters[at + 1] === '-' ? characters[at + 2] : undefined;
    if (to === undefined) {
      inside += escapeMember(from);
      continue;
    }
    // A range that runs backwards holds nothing, as in the shell; as an expression it would not compile.
    if (from <= to) inside += `${escapeMember(from)}-${escapeMember(to)}`;
    at += 2;
  }
  if (inside === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${inside}]`;
}

const escapeMember = (character: string): string => character.replace(/[\\^\]\-[]/u, '\\$&');
