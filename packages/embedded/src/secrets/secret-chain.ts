import type { SecretStore } from '@streamalert/core';

/** Several stores as one: the first that has a secret gives it. The last is the one that is written. */
export function createSecretChain(...stores: readonly [...SecretStore[], SecretStore]): SecretStore {
  const last = stores.at(-1) as SecretStore;
  return {
    async get(name) {
      for (const store of stores) {
        const fields = await store.get(name);
        if (fields !== undefined) return fields;
      }
      return undefined;
    },
    put: (name, fields) => last.put(name, fields),
    async list() {
      const names = await Promise.all(stores.map((store) => store.list()));
      return [...new Set(names.flat())].sort();
    },
    delete: (name) => last.delete(name),
  };
}
