import type { Json, LookupSource } from '@streamalert/core';

/** A table in memory (`ephemeral`). */
export function createMemoryTable(content: Iterable<readonly [string, Json]> = []): LookupSource {
  const table = new Map(content);
  return {
    get: async (key) => table.get(key),
    async put(key, value) {
      table.set(key, value);
    },
    keys: async () => [...table.keys()].sort(),
  };
}

/** A table that is always empty (`null`): what is put is gone. */
export function createNullTable(): LookupSource {
  return { get: async () => undefined, put: async () => {}, keys: async () => [] };
}
