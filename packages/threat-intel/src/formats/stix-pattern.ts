import { guessType } from './guess-type.ts';

/** What a STIX pattern says is an indicator. */
export type PatternReading =
  | { readonly kind: 'values'; readonly values: readonly { readonly type: string; readonly value: string }[] }
  /** It says something that single values cannot: why. */
  | { readonly kind: 'unusable'; readonly reason: string };

/** A parsed pattern, as far as values are told apart. */
type Expression =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly Expression[] }
  | { readonly kind: 'test'; readonly path: string; readonly operator: string; readonly values: readonly string[] };

/**
 * Reads the values of a STIX 2.1 pattern of which each alone is an indicator: comparisons with `=`, `IN` and, of addresses,
 * `ISSUBSET`, joined by `OR`. Hashes of one file may be joined by `AND`. Other patterns need several things to be seen
 * together, which a table of values cannot tell.
 *
 * `[ipv4-addr:value = '192.0.2.1' OR domain-name:value = 'evil.example.com']` has two values.
 *
 * @see https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html#_e8slinrhxcc9
 */
export function readStixPattern(pattern: string): PatternReading {
  try {
    const parser = new PatternParser(tokenize(pattern));
    return { kind: 'values', values: unique(valuesOf(parser.parse())) };
  } catch (error) {
    if (error instanceof PatternProblem) return { kind: 'unusable', reason: error.message };
    throw error;
  }
}

class PatternProblem extends Error {}

const severalConditions = 'pattern needs several conditions';

function valuesOf(expression: Expression): { type: string; value: string }[] {
  if (expression.kind === 'test') return testValues(expression);
  if (expression.kind === 'and' && !expression.parts.every(isHashTest)) throw new PatternProblem(severalConditions);
  return expression.parts.flatMap(valuesOf);
}

const isHashTest = (part: Expression): boolean => part.kind === 'test' && part.path.startsWith('file:hashes.');

/** Object paths that hold an indicator, and its type; of the others the value tells. */
const types: Readonly<Record<string, string | undefined>> = {
  'ipv4-addr:value': 'ip',
  'ipv6-addr:value': 'ip',
  'domain-name:value': 'domain',
  'url:value': 'url',
  'email-addr:value': 'email',
  'email-message:from_ref.value': 'email',
  'email-message:sender_ref.value': 'email',
  'network-traffic:dst_ref.value': undefined,
  'network-traffic:src_ref.value': undefined,
};

function testValues({ path, operator, values }: Expression & { kind: 'test' }): { type: string; value: string }[] {
  const isHash = path.startsWith('file:hashes.');
  if (!isHash && !Object.hasOwn(types, path)) throw new PatternProblem(`pattern is about ${path}`);
  if (operator !== '=' && operator !== 'IN' && operator !== 'ISSUBSET') {
    throw new PatternProblem(`pattern compares with ${operator}`);
  }
  return values.map((value) => {
    const type = isHash ? guessType(value) : (types[path] ?? guessType(value));
    if (type === undefined) throw new PatternProblem('pattern has a value of no known type');
    return { type, value };
  });
}

function unique(values: readonly { type: string; value: string }[]) {
  return [...new Map(values.map((one) => [`${one.type} ${one.value}`, one])).values()];
}

const token = /\s+|\[|\]|\(|\)|,|'(?:[^'\\]|\\.)*'|<=|>=|!=|[=<>]|[^\s[\](),'=<>!]+(?:'[^']*'[^\s[\](),'=<>!]*)*/gy;

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < pattern.length) {
    const [found] = token.exec(pattern) ?? [];
    if (found === undefined) throw new PatternProblem('pattern cannot be read');
    if (found.trim() !== '') tokens.push(found);
  }
  return tokens;
}

/** Recursive descent over observation and comparison expressions; a nesting that exhausts the stack is refused before. */
class PatternParser {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#observations();
    if (this.#at < this.#tokens.length) throw new PatternProblem(this.#qualifier());
    return expression;
  }

  #qualifier(): string {
    const word = this.#tokens[this.#at] ?? '';
    return /^(?:WITHIN|REPEATS|START)$/i.test(word) ? `pattern has ${word.toUpperCase()}` : 'pattern cannot be read';
  }

  #observations(): Expression {
    return this.#joined(() => this.#observation(), ['AND', 'FOLLOWEDBY']);
  }

  #observation(): Expression {
    if (this.#take('(')) return this.#closed(() => this.#observations(), ')');
    if (this.#take('[')) return this.#closed(() => this.#comparisons(), ']');
    throw new PatternProblem(this.#qualifier());
  }

  #comparisons(): Expression {
    return this.#joined(() => this.#comparison(), ['AND']);
  }

  /** AND binds closer than OR. */
  #joined(part: () => Expression, ands: readonly string[]): Expression {
    const alternatives: Expression[] = [];
    do {
      const together = [part()];
      while (ands.some((word) => this.#takeWord(word))) together.push(part());
      alternatives.push(together.length === 1 ? (together[0] as Expression) : { kind: 'and', parts: together });
    } while (this.#takeWord('OR'));
    return alternatives.length === 1 ? (alternatives[0] as Expression) : { kind: 'or', parts: alternatives };
  }

  #comparison(): Expression {
    if (this.#take('(')) return this.#closed(() => this.#comparisons(), ')');
    const path = this.#next().replace(/'([^']*)'/g, '$1');
    if (this.#takeWord('NOT')) throw new PatternProblem('pattern compares with NOT');
    const operator = this.#next().toUpperCase();
    if (operator !== 'IN') return { kind: 'test', path, operator, values: [this.#text()] };
    if (!this.#take('(')) throw new PatternProblem('pattern cannot be read');
    const values = [this.#text()];
    while (this.#take(',')) values.push(this.#text());
    if (!this.#take(')')) throw new PatternProblem('pattern cannot be read');
    return { kind: 'test', path, operator, values };
  }

  #closed(inner: () => Expression, end: string): Expression {
    this.#depth += 1;
    if (this.#depth > 100) throw new PatternProblem('pattern is nested too deep');
    const expression = inner();
    this.#depth -= 1;
    if (!this.#take(end)) throw new PatternProblem(this.#qualifier());
    return expression;
  }

  #text(): string {
    const literal = this.#next();
    if (!literal.startsWith("'")) throw new PatternProblem('pattern compares with something that is no text');
    return literal.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  #next(): string {
    const found = this.#tokens[this.#at];
    if (found === undefined) throw new PatternProblem('pattern cannot be read');
    this.#at += 1;
    return found;
  }

  #take(wanted: string): boolean {
    if (this.#tokens[this.#at] !== wanted) return false;
    this.#at += 1;
    return true;
  }

  #takeWord(word: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }
}
