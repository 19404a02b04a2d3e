import type { Issue } from '@streamalert/core';
import { type Node, type ParseError, type ParseErrorCode, parseTree, printParseErrorCode } from 'jsonc-parser';
import { errorAt, type Path, warningAt } from './issue-at.ts';

/** A JSON value whose objects keep the order of the text, integer-like keys included, and know no inherited keys. */
export type Ordered = string | number | boolean | null | readonly Ordered[] | OrderedObject;

/** An object in the order of the text; of keys given twice, the later value at the earlier place. */
export type OrderedObject = ReadonlyMap<string, Ordered>;

/** One file, parsed. */
export interface JsonDocument {
  /** Path as the user would type it. */
  readonly file: string;
  readonly root: Ordered;
  /** Where the value at a JSON pointer starts in the text; of its nearest parent, if it is not there. */
  offsetOf(pointer: string): number;
}

/** Strict JSON (RFC 8259): no comments, no trailing commas. A byte order mark is let through. */
export function parseDocument(file: string, text: string): { document?: JsonDocument; issues: Issue[] } {
  const errors: ParseError[] = [];
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const tree = tryParse(json, errors);
  if (tree === undefined || errors.length > 0) return { issues: [errorAt(file, [], syntaxMessage(json, errors[0]))] };
  const issues: Issue[] = [];
  const root = toOrdered(tree, [], (path, message) => issues.push(warningAt(file, path, message)));
  if (root === undefined) return { issues: [errorAt(file, [], tooDeep)] };
  return { document: { file, root, offsetOf: (pointer) => findNode(tree, pointer).offset }, issues };
}

/** Far more than any configuration needs, and far less than would exhaust the stack of whoever reads it. */
const maxDepth = 100;

const tooDeep = `is nested more than ${maxDepth} levels deep`;

/** Why a text is not strict JSON, with line and column; `undefined` when it is. */
export function syntaxIssue(file: string, text: string): Issue | undefined {
  return parseDocument(file, text).issues.find(({ severity }) => severity === 'error');
}

function tryParse(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch (error) {
    // The parser recurses: text that is nested too deeply exhausts the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const explanations: Partial<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'something that is not JSON',
  InvalidNumberFormat: 'a number that JSON does not have',
  PropertyNameExpected: 'a property name in double quotes is expected; a comma before } is not allowed',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: '} is expected',
  CloseBracketExpected: '] is expected',
  EndOfFileExpected: 'the file should end here',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'a text is not closed',
  UnexpectedEndOfNumber: 'a number is not complete',
  InvalidUnicode: 'an escape \\u needs four hexadecimal digits',
  InvalidEscapeCharacter: 'no such escape; a backslash is written \\\\',
  InvalidCharacter: 'a control character must be escaped',
};

function syntaxMessage(text: string, error: ParseError | undefined): string {
  if (text.trim() === '') return 'is empty; at least {} is expected';
  if (error === undefined) return tooDeep;
  const code = printParseErrorCode(error.error as ParseErrorCode);
  const { line, column } = positionOf(text, error.offset);
  return `is not JSON: ${explanations[code] ?? code} at line ${line}, column ${column}`;
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** `undefined` when the value is nested too deeply. */
function toOrdered(node: Node, path: Path, warn: (path: Path, message: string) => void): Ordered | undefined {
  if (path.length > maxDepth) return undefined;
  const children = node.children ?? [];
  if (node.type === 'array') {
    const items = children.map((item, index) => toOrdered(item, [...path, index], warn));
    return items.includes(undefined) ? undefined : (items as Ordered[]);
  }
  if (node.type !== 'object') return node.value as Ordered;
  const object = new Map<string, Ordered>();
  for (const property of children) {
    const [key, value] = property.children as [Node, Node];
    const name = key.value as string;
    const here = [...path, name];
    if (object.has(name)) warn(here, 'stands here twice; the last one counts, remove the other');
    const inner = toOrdered(value, here, warn);
    if (inner === undefined) return undefined;
    object.set(name, inner);
  }
  return object;
}

function findNode(tree: Node, pointer: string): Node {
  let node = tree;
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const child =
      node.type === 'array'
        ? node.children?.[Number(name)]
        : node.children?.findLast((property) => property.children?.[0]?.value === name)?.children?.[1];
    if (child === undefined) return node;
    node = child;
  }
  return node;
}

/** Plain objects and arrays, for JSON Schema and for values that are handed on as they are. */
export function toPlain(value: Ordered): unknown {
  if (isList(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  // Entries become own properties whatever their names, so that __proto__ is an ordinary key.
  return Object.fromEntries([...value].map(([key, inner]) => [key, toPlain(inner)]));
}

export const isList = (value: Ordered | undefined): value is readonly Ordered[] => Array.isArray(value);

export const isObject = (value: Ordered | undefined): value is OrderedObject => value instanceof Map;
