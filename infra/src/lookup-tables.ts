import type { BuildContext } from './build-context.ts';
import { allow, type Statement } from './policy.ts';
import { arn, bucketArn } from './template.ts';

/** What a function that gives rules their lookup tables may read: exactly the objects and tables of the configuration. */
export function readsLookupTables({ config }: BuildContext): Statement[] {
  if (config.lookupTables?.enabled !== true) return [];
  const tables = [...config.lookupTables.tables.values()];
  const objects = tables.flatMap((table) => (table.driver === 's3' ? [bucketArn(table.bucket, table.key)] : []));
  const rows = tables.flatMap((table) =>
    table.driver === 'dynamodb' ? [arn('dynamodb', `table/${table.table}`)] : [],
  );
  return [
    ...(objects.length > 0 ? [allow('ReadLookupObjects', ['s3:GetObject'], objects)] : []),
    ...(rows.length > 0 ? [allow('ReadLookupRows', ['dynamodb:GetItem'], rows)] : []),
  ];
}
