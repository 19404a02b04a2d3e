import { compile, TreeInterpreter } from '@jmespath-community/jmespath';
import type { Json } from '@streamalert/core';
import { JSONPath } from 'jsonpath-plus';
import { JsonPathError } from './errors.ts';
import { type PathStep, plainJmesPath, plainJsonPath, walkJmesPath, walkJsonPath } from './plain-path.ts';
import { replaceTrimFunctions } from './trim.ts';

replaceTrimFunctions();

/** A compiled `json_path`. */
export interface JsonPath {
  readonly expression: string;
  /** A leading `$` means JSONPath, anything else JMESPath. */
  readonly dialect: 'jmespath' | 'jsonpath';
  /** The steps of a path made of names, indexes and `[*]` only; `undefined` where the library is needed. */
  readonly steps: readonly PathStep[] | undefined;
  /** What the path finds in `root`, `null` for nothing. Expressions with functions may throw on data they do not fit. */
  readonly evaluate: (root: Json) => Json;
}

/**
 * Compiles a `json_path`. Paths of plain steps are walked directly, all others go to the dialect's library; script
 * expressions of JSONPath are not evaluated.
 *
 * @throws JsonPathError when the expression cannot be read.
 */
export function compileJsonPath(expression: string): JsonPath {
  return expression.startsWith('$') ? compileJsonPathDialect(expression) : compileJmesPath(expression);
}

function compileJmesPath(expression: string): JsonPath {
  const tree = attempt(expression, () => compile(expression));
  const steps = plainJmesPath(expression);
  const evaluate = (root: Json): Json =>
    steps === undefined ? (TreeInterpreter.search(tree, root as never) as Json) : walkJmesPath(steps, root);
  return { expression, dialect: 'jmespath', steps, evaluate };
}

function compileJsonPathDialect(expression: string): JsonPath {
  if (/\?\(|\[\(/.test(expression)) {
    throw new JsonPathError(`json_path "${expression}" holds a script, and scripts are not evaluated`);
  }
  const search = (root: unknown): Json => {
    const found: unknown = JSONPath({ path: expression, json: root, wrap: false, eval: false });
    return (found ?? null) as Json;
  };
  attempt(expression, () => search({}));
  const steps = plainJsonPath(expression);
  return {
    expression,
    dialect: 'jsonpath',
    steps,
    evaluate: (root) => (steps === undefined ? search(root) : walkJsonPath(steps, root)),
  };
}

function attempt<T>(expression: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new JsonPathError(`json_path "${expression}" cannot be read: ${why}`, { cause });
  }
}
