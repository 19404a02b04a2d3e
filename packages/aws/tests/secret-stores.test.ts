import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { describeOnAws, describeSecretStore } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createParameterSecretStore, readSecretParameter } from '../src/parameter-store/secret-store.ts';
import { createSecretsManagerStore } from '../src/secrets-manager/secret-store.ts';
import { freshName, secretsClient, ssmClient } from './helpers/clients.ts';

const secret = 'https://hooks.example.com/not-a-secret';

/** Everything that a log could show of an error. */
const printed = (error: unknown): string => {
  const { message, stack, cause } = error as Error;
  return `${message} ${stack} ${JSON.stringify(error)} ${String(cause)} ${JSON.stringify(cause ?? null)}`;
};

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    describeSecretStore('Parameter Store', async () => {
      const options = { client: ssmClient(url), prefix: freshName('acme') };
      const open = () => createParameterSecretStore(options);
      return { port: open(), reopen: async () => open() };
    });
    describeSecretStore('Secrets Manager', async () => {
      const options = { client: secretsClient(url), prefix: freshName('acme') };
      const open = () => createSecretsManagerStore(options);
      return { port: open(), reopen: async () => open() };
    });

    describe('ParameterSecretStore', () => {
      const setUp = () => {
        const client = ssmClient(url);
        const prefix = freshName('acme');
        return { client, prefix, store: createParameterSecretStore({ client, prefix }) };
      };

      it('writes the parameter of 3.5', async () => {
        const { client, prefix, store } = setUp();
        await store.put('outputs/slack/soc', { url: secret });

        const Name = `/${prefix}/streamalert/outputs/slack/soc`;
        const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));

        expect(Parameter).toMatchObject({ Name, Type: 'SecureString', Value: `{"url":"${secret}"}` });
      });

      it('reads a parameter by its whole name, also of nobody', async () => {
        const { client } = setUp();
        const Name = freshName('creds');
        await client.send(new PutParameterCommand({ Name, Value: '{"api_key":"k"}', Type: 'SecureString' }));

        expect(await readSecretParameter(client, Name)).toStrictEqual({ api_key: 'k' });
        expect(await readSecretParameter(client, `${Name}-else`)).toBeUndefined();
      });

      it('lists more names than a page holds', async () => {
        const { store } = setUp();
        const names = Array.from({ length: 55 }, (_, index) => `outputs/slack/soc-${100 + index}`);
        for (const name of names) await store.put(name, {});

        expect(await store.list()).toStrictEqual(names);
      });

      it.each([
        ['is not JSON', `{"url":"${secret}`],
        ['is not a JSON object of texts', `{"url":["${secret}"]}`],
      ])('shows nothing of a value that %s', async (problem, value) => {
        const { client, prefix, store } = setUp();
        const Name = `/${prefix}/streamalert/outputs/slack/soc`;
        await client.send(new PutParameterCommand({ Name, Value: value, Type: 'SecureString' }));

        const error = await store.get('outputs/slack/soc').catch((thrown: unknown) => thrown);

        expect(error).toMatchObject({ name: 'UnreadableError', message: `secret ${Name} ${problem}` });
        expect(printed(error)).not.toContain(secret);
      });

      it('says which names are accepted', async () => {
        const { store } = setUp();

        await expect(store.put('outputs/slack/a b', {})).rejects.toThrow(/letters, digits and _ \. - between slashes/);
        expect(await store.get('outputs/slack/a b')).toBeUndefined();
      });

      it('refuses a value over 8 KB without showing it', async () => {
        const error = await setUp()
          .store.put('outputs/slack/soc', { url: secret.padEnd(8192) })
          .catch((thrown: unknown) => thrown);

        expect(error).toMatchObject({ name: 'TooLargeError', ids: ['outputs/slack/soc'] });
        expect(printed(error)).not.toContain(secret);
      });
    });

    // Moto takes a value for a deleted secret, and keeps it deleted.
    describe.skipIf(server === 'moto')('SecretsManagerStore', () => {
      it('brings back a secret that was deleted when it is put again', async () => {
        const store = createSecretsManagerStore({ client: secretsClient(url), prefix: freshName('acme') });
        await store.put('outputs/slack/soc', { url: secret });
        await store.delete('outputs/slack/soc');
        const deleted = await store.get('outputs/slack/soc');
        await store.put('outputs/slack/soc', { url: 'https://example.com/new' });

        expect(deleted).toBeUndefined();
        expect(await store.get('outputs/slack/soc')).toStrictEqual({ url: 'https://example.com/new' });
      });
    });
  });
}
