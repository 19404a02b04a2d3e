import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { type SecretStore, stringifyJson } from '@streamalert/core';
import { awsCall, isCode, toAwsError } from '../aws-call.ts';
import { TooLargeError, UnstorableError } from '../errors.ts';
import { readFields } from '../secret-fields.ts';

/** Options of {@link createParameterSecretStore}. */
export interface ParameterSecretStoreOptions {
  readonly client: SSMClient;
  /** `account.prefix`. */
  readonly prefix: string;
  /** `account.kms_key_alias`, with or without `alias/`. Default `<prefix>_streamalert_secrets`. */
  readonly kmsKeyAlias?: string;
}

/** Bytes of an advanced parameter. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const largestBytes = 8192;
/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const storable = /^[\w.-]+(\/[\w.-]+)*$/;

/**
 * The fields of one parameter by its whole name, which may be outside of a deployment's own.
 *
 * @returns `undefined` when there is no such parameter.
 */
export async function readSecretParameter(
  client: SSMClient,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return readFields(Parameter?.Value ?? '', name);
  } catch (error) {
    if (isCode(error, 'ParameterNotFound')) return undefined;
    throw toAwsError(`ssm:GetParameter of ${name}`, error);
  }
}

/**
 * Parameter Store as a {@link SecretStore}: `outputs/slack/soc` is the SecureString `/<prefix>/streamalert/outputs/slack/soc`, its value the
 * JSON object of its fields, under the key of 3.5. Reading needs `ssm:GetParameter` and `kms:Decrypt` only; no value is read to list
 * names.
 */
export function createParameterSecretStore(options: ParameterSecretStoreOptions): SecretStore {
  const { client, prefix, kmsKeyAlias = `${prefix}_streamalert_secrets` } = options;
  const root = `/${prefix}/streamalert/`;
  const what = (action: string, name: string): string => `ssm:${action} of ${root}${name}`;

  return {
    async get(name) {
      return storable.test(name) ? readSecretParameter(client, root + name) : undefined;
    },
    async put(name, fields) {
      if (!storable.test(name)) {
        throw new UnstorableError(
          `a parameter cannot be named ${JSON.stringify(name)}: letters, digits and _ . - between slashes are accepted`,
        );
      }
      const value = stringifyJson(fields);
      if (Buffer.byteLength(value) > largestBytes) {
        throw new TooLargeError(`secret ${root}${name} is over ${largestBytes} bytes`, [name]);
      }
      await awsCall(what('PutParameter', name), () =>
        client.send(
          new PutParameterCommand({
            Name: root + name,
            Value: value,
            Type: 'SecureString',
            // Standard up to 4 KB, as in 3.5; one that was larger once cannot go back to standard by name.
            Tier: 'Intelligent-Tiering',
            KeyId: `alias/${kmsKeyAlias.replace(/^alias\//, '')}`,
            Description: 'StreamAlert Secret',
            Overwrite: true,
          }),
        ),
      );
    },
    async list() {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await awsCall(what('DescribeParameters', ''), () =>
          client.send(
            new DescribeParametersCommand({
              ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: [root.slice(0, -1)] }],
              MaxResults: 50,
              ...(token !== undefined && { NextToken: token }),
            }),
          ),
        );
        names.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name.slice(root.length)));
        token = page.NextToken;
      } while (token !== undefined && token !== '');
      return names.sort();
    },
    async delete(name) {
      if (!storable.test(name)) return;
      try {
        await client.send(new DeleteParameterCommand({ Name: root + name }));
      } catch (error) {
        if (!isCode(error, 'ParameterNotFound')) throw toAwsError(what('DeleteParameter', name), error);
      }
    },
  };
}
