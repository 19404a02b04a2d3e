export { createParameterSecretStore, type ParameterSecretStoreOptions, readSecretParameter } from './secret-store.ts';
