import { readFile } from 'node:fs/promises';
import { parseJson, type SecretStore, stringifyJson } from '@streamalert/core';
import { writeFileAtomically } from '../atomic-file.ts';
import { SecretError } from '../errors.ts';
import { isErrno } from '../sqlite/sqlite-error.ts';
import { seal, unseal } from './sealed-box.ts';
import { makeKeyFile, readKey, type SecretKey } from './secret-key.ts';

/** Options of {@link openSecretFile}. */
export interface SecretFileOptions {
  /** Made with mode 0600 at the first `put`. */
  readonly path: string;
  /** A key file that is missing is made at the first `put`, unless there are secrets already. */
  readonly key: SecretKey;
}

type Secrets = Record<string, Readonly<Record<string, string>>>;

/** All secrets in one file, encrypted with AES-256-GCM and written whole. */
export function openSecretFile({ path, key }: SecretFileOptions): SecretStore {
  let writing: Promise<unknown> = Promise.resolve();

  const load = async (): Promise<Secrets> => {
    const sealed = await readIfThere(path);
    if (sealed === undefined) return {};
    const found = await readKey(key);
    if (found === undefined) throw failure(path, 'cannot be read: its key file is missing');
    return open(sealed, found, path);
  };
  const change = async (edit: (secrets: Secrets) => void): Promise<void> => {
    const secrets = await load();
    edit(secrets);
    const found = (await readKey(key)) ?? (await makeKeyFile((key as { file: string }).file));
    await writeFileAtomically(path, seal(Buffer.from(stringifyJson(secrets)), found));
  };
  const inTurn = (edit: (secrets: Secrets) => void): Promise<void> => {
    const written = writing.then(() => change(edit));
    writing = written.catch(() => undefined);
    return written;
  };

  return {
    async get(name) {
      const secrets = await load();
      return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    },
    put: (name, fields) =>
      inTurn((secrets) => {
        secrets[name] = fields;
      }),
    async list() {
      return Object.keys(await load()).sort();
    },
    delete: (name) =>
      inTurn((secrets) => {
        delete secrets[name];
      }),
  };
}

function open(sealed: Uint8Array, key: Uint8Array, path: string): Secrets {
  const opened = unseal(sealed, key);
  if (opened.kind === 'unknown format') throw failure(path, 'is not a secret file, or is of a newer version');
  if (opened.kind === 'wrong key or changed') {
    throw failure(path, 'cannot be decrypted: it was sealed with another key, or changed');
  }
  return parseJson(Buffer.from(opened.plain).toString()) as Secrets;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function failure(path: string, what: string): SecretError {
  return new SecretError(`secret file ${path} ${what}`, { place: { file: path } });
}
