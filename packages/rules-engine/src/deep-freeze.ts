/**
 * Freezes a JSON value and everything in it, however deep. What is frozen already is taken to be frozen throughout.
 */
export function deepFreeze(root: unknown): void {
  const stack: object[] = [];
  const add = (value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) stack.push(value);
  };
  add(root);
  for (let container = stack.pop(); container !== undefined; container = stack.pop()) {
    Object.freeze(container);
    if (Array.isArray(container)) for (const item of container) add(item);
    else for (const key in container) add((container as Record<string, unknown>)[key]);
  }
}
