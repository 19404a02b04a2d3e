import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSecretStore } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createEnvironmentSecrets, createSecretChain, openSecretFile } from '../src/index.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

describeSecretStore('an encrypted file with a key file', async () => {
  const dir = temporaryDirectory();
  const options = { path: join(dir, 'secrets'), key: { file: join(dir, 'keys', 'key') } };
  return { port: openSecretFile(options), reopen: async () => openSecretFile(options) };
});

const keyA = Buffer.alloc(32, 1).toString('base64');
const keyB = Buffer.alloc(32, 2).toString('base64');
const hidden = 'hooks.example.com/not-for-any-log';
const fields = { url: `https://${hidden}` };
const name = 'outputs/slack/soc-triage';

/** Everything that a log could show of an error. */
const printed = (error: Error): string =>
  `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: Error) => error,
  );

describe('openSecretFile', () => {
  it('writes file and key for their owner alone, and no value in plain text', async () => {
    const dir = temporaryDirectory();
    const paths = { path: join(dir, 'secrets'), key: { file: join(dir, 'key') } };
    await openSecretFile(paths).put(name, fields);

    expect([paths.path, paths.key.file].map((path) => statSync(path).mode & 0o777)).toStrictEqual([0o600, 0o600]);
    expect(readFileSync(paths.path).includes(hidden)).toBe(false);
  });

  it('writes other bytes each time', async () => {
    const path = join(temporaryDirectory(), 'secrets');
    const store = openSecretFile({ path, key: { base64: keyA } });
    await store.put(name, fields);
    const first = readFileSync(path);
    await store.put(name, fields);
    const second = readFileSync(path);

    expect(first.subarray(0, 9).equals(second.subarray(0, 9))).toBe(true);
    expect(first.subarray(9, 21).equals(second.subarray(9, 21))).toBe(false);
  });

  it('refuses another key, and shows nothing', async () => {
    const path = join(temporaryDirectory(), 'secrets');
    await openSecretFile({ path, key: { base64: keyA } }).put(name, fields);

    const error = await failure(openSecretFile({ path, key: { base64: keyB } }).get(name));

    expect(error).toMatchObject({ name: 'SecretError', message: expect.stringContaining('another key, or changed') });
    expect(printed(error)).not.toContain(keyB);
    expect(printed(error)).not.toContain(hidden);
  });

  it.each([
    ['version', 8, 'newer version'],
    ['nonce', 10, 'another key, or changed'],
    ['text', 25, 'another key, or changed'],
    ['tag', -1, 'another key, or changed'],
  ])('notices a changed %s', async (_part, index, message) => {
    const path = join(temporaryDirectory(), 'secrets');
    const store = openSecretFile({ path, key: { base64: keyA } });
    await store.put(name, fields);
    const bytes = readFileSync(path);
    const at = (index + bytes.length) % bytes.length;
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(path, bytes);

    await expect(store.get(name)).rejects.toThrow(message);
  });

  it.each([0o640, 0o604])('refuses a key file of mode %o', async (mode) => {
    const dir = temporaryDirectory();
    const file = join(dir, 'key');
    writeFileSync(file, keyA);
    chmodSync(file, mode);

    const error = await failure(openSecretFile({ path: join(dir, 'secrets'), key: { file } }).put(name, fields));

    expect(error).toMatchObject({ name: 'SecretError', message: expect.stringContaining('open to others') });
    expect(existsSync(join(dir, 'secrets'))).toBe(false);
  });

  it.each(['', 'short', Buffer.alloc(33).toString('base64')])('refuses the key %j', async (base64) => {
    const store = openSecretFile({ path: join(temporaryDirectory(), 'secrets'), key: { base64 } });

    await expect(store.put(name, fields)).rejects.toThrow('is not 32 bytes in base64');
  });

  it('does not make a key inside a repository', async () => {
    const dir = temporaryDirectory();
    mkdirSync(join(dir, '.git'));
    const file = join(dir, 'conf', 'key');

    await expect(openSecretFile({ path: join(dir, 'secrets'), key: { file } }).put(name, fields)).rejects.toThrow(
      'would lie in the repository',
    );
    expect(existsSync(file)).toBe(false);
  });

  it('does not make a new key while there are secrets under the old one', async () => {
    const dir = temporaryDirectory();
    const path = join(dir, 'secrets');
    await openSecretFile({ path, key: { base64: keyA } }).put(name, fields);
    const store = openSecretFile({ path, key: { file: join(dir, 'key') } });

    await expect(store.put('outputs/slack/other', fields)).rejects.toThrow('its key file is missing');
    expect(existsSync(join(dir, 'key'))).toBe(false);
  });
});

describe('createEnvironmentSecrets', () => {
  const environment = {
    STREAMALERT_OUTPUT_SLACK_SOC_TRIAGE: JSON.stringify(fields),
    STREAMALERT_OUTPUT_AWS_SQS_A_B_1: '{"queue":"q"}',
    STREAMALERT_OUTPUT_SLACK_BROKEN: `{"url":"${hidden}`,
    STREAMALERT_OUTPUT_SLACK_NUMBER: `{"url":7,"token":"${hidden}"}`,
  };
  const store = createEnvironmentSecrets({ environment, names: ['outputs/slack/unset', name] });

  it('finds a secret under its name in upper case with underscores', async () => {
    expect(await store.get(name)).toStrictEqual(fields);
    expect(await store.get('outputs/aws-sqs/a.b/1')).toStrictEqual({ queue: 'q' });
    expect(await store.get('outputs/slack/none')).toBeUndefined();
    expect(await store.get('apps/okta')).toBeUndefined();
  });

  it.each(['broken', 'number'])('does not show the value of a %s variable', async (descriptor) => {
    const error = await failure(store.get(`outputs/slack/${descriptor}`));

    expect(error).toMatchObject({
      name: 'SecretError',
      message: expect.stringContaining('must be a JSON object of texts'),
    });
    expect(printed(error)).not.toContain(hidden);
  });

  it('lists those of the known names that are set', async () => {
    expect(await store.list()).toStrictEqual([name]);
  });

  it('is not written', async () => {
    await expect(store.put(name, fields)).rejects.toMatchObject({ name: 'SecretError' });
    await expect(store.delete(name)).rejects.toMatchObject({ name: 'SecretError' });
  });
});

describe('createSecretChain', () => {
  const chain = () => {
    const file = openSecretFile({ path: join(temporaryDirectory(), 'secrets'), key: { base64: keyA } });
    const environment = { STREAMALERT_OUTPUT_SLACK_SOC_TRIAGE: JSON.stringify(fields) };
    return { file, store: createSecretChain(createEnvironmentSecrets({ environment, names: [name] }), file) };
  };

  it('takes the first store that has a secret', async () => {
    const { file, store } = chain();
    await file.put(name, { url: 'https://example.com/second' });
    await file.put('outputs/webhook/siem', { key: 'k' });

    expect(await store.get(name)).toStrictEqual(fields);
    expect(await store.get('outputs/webhook/siem')).toStrictEqual({ key: 'k' });
    expect(await store.get('outputs/webhook/none')).toBeUndefined();
    expect(await store.list()).toStrictEqual([name, 'outputs/webhook/siem']);
  });

  it('writes the last store', async () => {
    const { file, store } = chain();
    await store.put('outputs/webhook/siem', { key: 'k' });
    const written = await file.list();
    await store.delete('outputs/webhook/siem');

    expect([written, await file.list()]).toStrictEqual([['outputs/webhook/siem'], []]);
  });
});
