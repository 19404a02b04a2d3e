export { createSecretsManagerStore, type SecretsManagerStoreOptions } from './secret-store.ts';
