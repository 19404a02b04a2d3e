/**
 * What is another in two values of JSON, a line each: `~ a/b: 1 → 2`, `+ a/c: {…}`, `- a/d`. Statements of policies and tags are told
 * by their names, lists of texts by what came and went.
 */
export function difference(before: unknown, after: unknown, path = ''): readonly string[] {
  const [left, right] = [named(before), named(after)];
  if (isMap(left) && isMap(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => difference(left[key], right[key], path === '' ? key : `${path}/${key}`));
  }
  const [a, b] = [text(left), text(right)];
  if (a === b) return [];
  if (left === undefined) return [`+ ${path}: ${b}`];
  if (right === undefined) return [`- ${path}`];
  return [`~ ${path}: ${a} → ${b}`];
}

type Map = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of things that have names as a map. */
function named(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (!Array.isArray(value) || value.length === 0) return value;
  for (const name of ['Sid', 'Key', 'PolicyName', 'Id', 'name']) {
    if (value.every((item) => isMap(item) && typeof item[name] === 'string')) {
      return Object.fromEntries(value.map((item: Map) => [String(item[name]), item]));
    }
  }
  return value;
}

/** JSON on one line; what is added as a whole is told by its type where it has one. */
function text(value: unknown): string {
  if (isMap(value) && typeof value['Type'] === 'string' && value['Type'].startsWith('AWS::')) return value['Type'];
  return (
    JSON.stringify(value, (_, inner) =>
      isMap(inner) && typeof inner['Fn::Sub'] === 'string' ? inner['Fn::Sub'] : inner,
    ) ?? ''
  );
}
