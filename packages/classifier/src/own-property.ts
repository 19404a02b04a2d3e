import type { Json } from '@streamalert/core';

/** Sets a member as data, also where its name is `__proto__`. */
export function setOwn(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** The own member `key`, `undefined` when there is none: inherited names such as `constructor` do not count. */
export function ownValue(holder: object, key: string): Json | undefined {
  return Object.hasOwn(holder, key) ? (holder as Record<string, Json>)[key] : undefined;
}
