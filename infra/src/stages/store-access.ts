import type { DeploymentNames } from '@streamalert/core/naming';
import { storeTables } from '@streamalert/core/wire';
import { type SharedValue, shared } from '../build-context.ts';
import { allow, type Statement } from '../policy.ts';
import { arn, bucketArn, type Value } from '../template.ts';

/** A table and its indexes. */
const tableArns = (name: string, indexed: boolean): Value => [
  arn('dynamodb', `table/${name}`),
  ...(indexed ? [arn('dynamodb', `table/${name}/index/*`)] : []),
];

/** Statement about one table of the deployment. */
export function onTable(
  sid: string,
  { tables }: DeploymentNames,
  table: keyof typeof storeTables,
  actions: readonly string[],
): Statement {
  const indexed = storeTables[table].indexes.length > 0 && actions.includes('dynamodb:Query');
  return allow(sid, actions, tableArns(tables[table], indexed));
}

/** What a function needs of a key: `kms:Decrypt` to read, `kms:GenerateDataKey` to write. */
export const usesKey = (
  sid: string,
  key: SharedValue,
  actions: readonly ('Decrypt' | 'GenerateDataKey')[],
): Statement =>
  allow(
    sid,
    actions.map((action) => `kms:${action}`),
    shared(key),
  );

/** A part of the bucket that StreamAlert itself reads back. */
export const onWorking = (
  sid: string,
  { buckets }: DeploymentNames,
  part: 'queue' | 'alert-records' | 'quarantine',
  actions: readonly string[],
): Statement => allow(sid, actions, bucketArn(buckets.working, `${part}/*`));

/** Looking for objects of a part of that bucket; without it S3 answers 403 for one that is not there. */
export const listsWorking = (
  sid: string,
  { buckets }: DeploymentNames,
  part: 'queue' | 'alert-records' | 'quarantine',
): Statement =>
  allow(sid, ['s3:ListBucket'], bucketArn(buckets.working), { StringLike: { 's3:prefix': [`${part}/*`] } });
