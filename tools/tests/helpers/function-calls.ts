import { createHash } from 'node:crypto';
import type { ProxiedCall } from '@streamalert/test-kit';
import type { awsSender } from './aws.ts';
import { localAccount } from './deployment.ts';

/** Something that a function did, in the words of a policy. */
export interface FunctionCall {
  readonly function: string;
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Of a listing of objects. */
  readonly prefix?: string;
}

const region = 'us-east-1';
const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${localAccount}:${resource}`;

/** Actions that are granted under the name of another one. @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const grantedAs: Readonly<Record<string, string>> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
};

/** What a call needs to be allowed. A transaction needs what each of its actions does. */
export function permissionsOf({ action: target, headers, body }: ProxiedCall): Omit<FunctionCall, 'function'>[] {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  if (service === 's3') return [ofS3(target)];
  if (service === 'lambda') return [ofLambda(target)];
  if (service === 'sns') return [ofSns(new URLSearchParams(body.toString()))];
  const name = target.split('.').at(-1) ?? '';
  const input = JSON.parse(body.toString());
  if (service === 'dynamodb') return ofDynamo(name, input);
  const action = `${service}:${name}`;
  return [{ action: grantedAs[action] ?? action, resource: resourceOf(service, input) }];
}

function resourceOf(service: string, input: Readonly<Record<string, string>>): string {
  switch (service) {
    case 'sqs':
      return arn('sqs', input['QueueUrl']?.split('/').at(-1) ?? '');
    case 'firehose':
      return arn('firehose', `deliverystream/${input['DeliveryStreamName']}`);
    case 'athena':
      // Of a query the service looks up the workgroup that it was started in.
      return arn('athena', `workgroup/${input['WorkGroup'] ?? 'acme_streamalert'}`);
    case 'ssm':
      return arn('ssm', `parameter${input['Name']}`);
    default:
      throw new Error(`a function called ${service}, and nobody has said how its policy names what it calls`);
  }
}

/** `POST /2015-03-31/functions/name/invocations?Qualifier=production` */
function ofLambda(target: string): Omit<FunctionCall, 'function'> {
  const url = new URL(target.split(' ')[1] ?? '', 'http://localhost');
  const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(decodeURIComponent(url.pathname))?.[1];
  if (name === undefined) throw new Error(`a function called Lambda with ${target}`);
  const qualifier = url.searchParams.get('Qualifier');
  const called = [name, ...(qualifier === null ? [] : [qualifier])].join(':');
  return {
    action: 'lambda:InvokeFunction',
    resource: name.startsWith('arn:') ? called : arn('lambda', `function:${called}`),
  };
}

function ofSns(input: URLSearchParams): Omit<FunctionCall, 'function'> {
  return { action: `sns:${input.get('Action')}`, resource: input.get('TopicArn') ?? '' };
}

/** `GET /bucket/key?x-id=GetObject` */
function ofS3(target: string): Omit<FunctionCall, 'function'> {
  const [method, path = ''] = target.split(' ');
  const url = new URL(path, 'http://localhost');
  const [bucket, ...key] = decodeURIComponent(url.pathname).slice(1).split('/');
  const resource = `arn:aws:s3:::${[bucket, ...key.filter((part) => part !== '')].join('/')}`;
  if (method === 'GET' && url.searchParams.has('list-type')) {
    return { action: 's3:ListBucket', resource, prefix: url.searchParams.get('prefix') ?? '' };
  }
  const action = { GET: 'GetObject', HEAD: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' }[method ?? ''];
  if (action === undefined) throw new Error(`a function called S3 with ${target}`);
  return { action: `s3:${action}`, resource };
}

interface TransactAction {
  readonly TableName: string;
}

const transactActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

function ofDynamo(
  name: string,
  input: {
    readonly TableName?: string;
    readonly IndexName?: string;
    readonly RequestItems?: object;
    readonly TransactItems?: readonly Readonly<Record<string, TransactAction>>[];
  },
): Omit<FunctionCall, 'function'>[] {
  if (input.TransactItems !== undefined) {
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        action: `dynamodb:${transactActions[kind]}`,
        resource: arn('dynamodb', `table/${TableName}`),
      })),
    );
  }
  const action = `dynamodb:${name}`;
  if (input.RequestItems !== undefined) {
    return Object.keys(input.RequestItems).map((table) => ({ action, resource: arn('dynamodb', `table/${table}`) }));
  }
  const index = input.IndexName === undefined ? '' : `/index/${input.IndexName}`;
  return [{ action, resource: arn('dynamodb', `table/${input.TableName}${index}`) }];
}

/** The key that signed a call. */
export const accessKeyOf = ({ headers }: ProxiedCall): string =>
  /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';

/**
 * Functions by the key that the local server gives each: a digest of function, version or alias, and role.
 * It does so when it authorizes calls (`execution_credentials` in `ministack/core/lambda_runtime.py`).
 */
export async function functionsByKey(send: ReturnType<typeof awsSender>): Promise<ReadonlyMap<string, string>> {
  const { Functions } = await send('lambda', 'ListFunctions');
  const names: string[] = Functions.map(({ FunctionName }: { FunctionName: string }) => FunctionName);
  const versions = await Promise.all(
    names.map((name) => send('lambda', 'ListVersionsByFunction', { FunctionName: name })),
  );
  return new Map(
    versions.flatMap(({ Versions }) =>
      Versions.flatMap(({ FunctionArn, FunctionName, Role }: Readonly<Record<string, string>>) =>
        [FunctionArn, arn('lambda', `function:${FunctionName}:production`)].map((called) => {
          const digest = createHash('sha256').update(`${called}:${Role}`).digest('hex');
          return [`ASIA${digest.slice(0, 16).toUpperCase()}`, FunctionName];
        }),
      ),
    ),
  );
}
