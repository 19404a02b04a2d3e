/** Freezes a value and all it holds; maps refuse `set`, `delete` and `clear`. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const inner of value.values()) deepFreeze(inner);
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: refuse });
  }
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

function refuse(): never {
  throw new TypeError('the configuration is read-only');
}
