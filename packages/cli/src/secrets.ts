import { join } from 'node:path';
import type { SecretStore } from '@streamalert/core';
import { createEnvironmentSecrets, createSecretChain, openSecretFile } from '@streamalert/embedded';
import type { Settings } from './settings.ts';

/** The encrypted file that `streamalert output set` writes; its key comes from the environment or a file beside it. */
export function openSecretsFile({ configHome, secretsKey }: Settings): SecretStore {
  return openSecretFile({
    path: join(configHome, 'secrets.enc'),
    key: secretsKey === undefined ? { file: join(configHome, 'secrets.key') } : { base64: secretsKey },
  });
}

/** Credentials from the environment first, then from the encrypted file. */
export function openSecrets(settings: Settings): SecretStore {
  return createSecretChain(createEnvironmentSecrets({ environment: settings.env }), openSecretsFile(settings));
}
