export { createParameterSecretStore, type ParameterSecretStoreOptions } from './secret-store.ts';
