import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type SecretStore, stringifyJson } from '@streamalert/core';
import { awsCall, isCode, toAwsError } from '../aws-call.ts';
import { UnstorableError } from '../errors.ts';
import { readFields } from '../secret-fields.ts';

/** Options of {@link createSecretsManagerStore}. */
export interface SecretsManagerStoreOptions {
  readonly client: SecretsManagerClient;
  /** `account.prefix`. */
  readonly prefix: string;
  /** Key of secrets that are made, as id, ARN or `alias/…`. Default: the account's own for Secrets Manager. */
  readonly kmsKeyId?: string;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const storable = /^[\w/+=.@-]{1,400}$/;

/**
 * Secrets Manager as a {@link SecretStore}, for who rotates secrets there: `outputs/slack/soc` is `<prefix>/streamalert/outputs/slack/soc`,
 * with the same JSON as in Parameter Store. A deleted secret can be restored for 30 days, and is restored when it is put again.
 */
export function createSecretsManagerStore({ client, prefix, kmsKeyId }: SecretsManagerStoreOptions): SecretStore {
  const root = `${prefix}/streamalert/`;
  const what = (action: string, name: string): string => `secretsmanager:${action} of ${root}${name}`;

  const create = async (name: string, text: string): Promise<void> => {
    await client.send(
      new CreateSecretCommand({
        Name: root + name,
        SecretString: text,
        Description: 'StreamAlert Secret',
        ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
      }),
    );
  };
  const replace = async (name: string, text: string): Promise<void> => {
    await client.send(new PutSecretValueCommand({ SecretId: root + name, SecretString: text }));
  };

  return {
    async get(name) {
      if (!storable.test(name)) return undefined;
      try {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: root + name }));
        return readFields(SecretString, root + name);
      } catch (error) {
        if (isGone(error)) return undefined;
        throw toAwsError(what('GetSecretValue', name), error);
      }
    },
    async put(name, fields) {
      if (!storable.test(name)) {
        throw new UnstorableError(
          `a secret cannot be named ${JSON.stringify(name)}: letters, digits and / _ + = . @ - are accepted`,
        );
      }
      const text = stringifyJson(fields);
      try {
        await replace(name, text);
      } catch (error) {
        if (isCode(error, 'ResourceNotFoundException'))
          return awsCall(what('CreateSecret', name), () => create(name, text));
        if (!isCode(error, 'InvalidRequestException')) throw toAwsError(what('PutSecretValue', name), error);
        await awsCall(what('RestoreSecret', name), async () => {
          await client.send(new RestoreSecretCommand({ SecretId: root + name }));
          await replace(name, text);
        });
      }
    },
    async list() {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await awsCall(what('ListSecrets', ''), () =>
          client.send(
            new ListSecretsCommand({
              Filters: [{ Key: 'name', Values: [root] }],
              ...(token !== undefined && { NextToken: token }),
            }),
          ),
        );
        const found = (page.SecretList ?? []).filter(({ DeletedDate }) => DeletedDate === undefined);
        names.push(...found.flatMap(({ Name = '' }) => (Name.startsWith(root) ? [Name.slice(root.length)] : [])));
        token = page.NextToken;
      } while (token !== undefined);
      return names.sort();
    },
    async delete(name) {
      if (!storable.test(name)) return;
      try {
        await client.send(new DeleteSecretCommand({ SecretId: root + name }));
      } catch (error) {
        if (!isGone(error)) throw toAwsError(what('DeleteSecret', name), error);
      }
    },
  };
}

/** There is none, or it is deleted and can still be restored. */
const isGone = (error: unknown): boolean => isCode(error, 'ResourceNotFoundException', 'InvalidRequestException');
