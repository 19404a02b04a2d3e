/**
 * Freezes a JSON value and everything in it, however deep. What is frozen already is taken to be frozen throughout.
 */
export function deepFreeze(root: unknown): void {
  const stack: object[] = [];
  if (isUnfrozen(root)) stack.push(root);
  for (let container = stack.pop(); container !== undefined; container = stack.pop()) {
    Object.freeze(container);
    if (Array.isArray(container)) {
      for (const item of container as unknown[]) if (isUnfrozen(item)) stack.push(item);
    } else {
      for (const key in container) {
        const value = (container as Record<string, unknown>)[key];
        if (isUnfrozen(value)) stack.push(value);
      }
    }
  }
}

function isUnfrozen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value);
}
