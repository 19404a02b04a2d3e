import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SecretError } from '../errors.ts';
import { isErrno } from '../sqlite/sqlite-error.ts';
import { keyBytes } from './sealed-box.ts';

/** Where the key of a secret file comes from: 32 bytes in base64, or a file of mode 0600 that holds them so. */
export type SecretKey = { readonly base64: string } | { readonly file: string };

/** The key, or `undefined` when its file does not exist. @throws SecretError when others may read it, or it is no key. */
export async function readKey(key: SecretKey): Promise<Uint8Array | undefined> {
  if ('base64' in key) return decodeKey(key.base64, 'the given key');
  try {
    const { mode } = await stat(key.file);
    if ((mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, '0');
      throw new SecretError(`key file ${key.file} is open to others (mode ${shown}); make a new key, or chmod 600 it`, {
        place: { file: key.file },
      });
    }
    return decodeKey(await readFile(key.file, 'utf8'), `key file ${key.file}`);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Makes a key file with a random key. @throws SecretError when it would lie in a repository. */
export async function makeKeyFile(path: string): Promise<Uint8Array> {
  const repository = repositoryOf(path);
  if (repository !== undefined) {
    throw new SecretError(`key file ${path} would lie in the repository ${repository}; keep it elsewhere`, {
      place: { file: path },
    });
  }
  const key = randomBytes(keyBytes);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}

function decodeKey(base64: string, what: string): Uint8Array {
  const key = Buffer.from(base64.trim(), 'base64');
  if (key.length !== keyBytes) throw new SecretError(`${what} is not ${keyBytes} bytes in base64`);
  return key;
}

function repositoryOf(path: string): string | undefined {
  let folder = dirname(resolve(path));
  while (!existsSync(join(folder, '.git'))) {
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
  return folder;
}
