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

function expressionOf(pattern: string): string {
  return pattern.replace(piece, (text: string, negated: string | undefined, members: string | undefined) => {
    if (text.startsWith('*')) return '.*';
    if (text === '?') return '.';
    if (members === undefined) return text.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
    return characterClass(members, negated === '!');
  });
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
