import { type StoreTable, storeTables } from '@streamalert/core/wire';
import { alarm } from '../alarms.ts';
import type { BuildContext } from '../build-context.ts';
import { tagList } from '../tags.ts';
import type { Resource, Resources, Value } from '../template.ts';
import { parameterOf } from './keys.ts';

type TableName = keyof typeof storeTables;

/** The tables of a deployment, with the stream that dispatches alerts. */
export function sharedTables(context: BuildContext): Resources {
  const tables = tableNames(context).map((name) => tableWithAlarm(context, name));
  return { ...Object.assign({}, ...tables), ...parameterOf(context, 'AlertsStreamArn', 'AlertsTable', 'StreamArn') };
}

/** Tables of what is switched on. */
function tableNames({ deployment }: BuildContext): TableName[] {
  const { infrastructure, functions } = deployment;
  const off: readonly TableName[] = [
    ...(infrastructure.rule_staging.enabled ? [] : ['rules' as const]),
    ...(functions.threatIntelDownloader === undefined ? ['indicators' as const] : []),
  ];
  return (Object.keys(storeTables) as TableName[]).filter((name) => !off.includes(name));
}

/** Keys are enough: who is told of a change reads the row. */
const changes: Value = { StreamViewType: 'KEYS_ONLY' };

function tableWithAlarm(context: BuildContext, id: TableName): Resources {
  const name = context.names.tables[id];
  const table: StoreTable = storeTables[id];
  const logical = `${id.charAt(0).toUpperCase()}${id.slice(1)}Table`;
  return {
    [logical]: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes(table),
        KeySchema: keySchema(table.hash, table.range),
        ...(table.indexes.length > 0 && {
          GlobalSecondaryIndexes: table.indexes.map(({ name: IndexName, hash, range, projected }) => ({
            IndexName,
            KeySchema: keySchema(hash, range),
            Projection: projection(projected),
          })),
        }),
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': ['StorageKey', 'Arn'] } },
        DeletionProtectionEnabled: true,
        ...(table.ttl !== undefined && {
          TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true },
        }),
        ...(id === 'alerts' && { StreamSpecification: changes }),
        Tags: tagList(context),
      },
    },
    ...throttleAlarms(context, logical, name),
  };
}

/** Of reads and of writes: DynamoDB counts what it refuses for each alone. */
function throttleAlarms(context: BuildContext, logical: string, name: string): Resources {
  const kinds = ['Read', 'Write'].map((kind): [string, Resource] => [
    `${logical}${kind}ThrottleAlarm`,
    alarm(context, {
      name: `${name}_${kind.toLowerCase()}s_throttled`,
      description: `DynamoDB refuses ${kind.toLowerCase()}s of ${name}, as there are too many.`,
      namespace: 'AWS/DynamoDB',
      metric: `${kind}ThrottleEvents`,
      dimensions: { TableName: name },
      statistic: 'Sum',
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      periods: 2,
      period: 300,
    }),
  ]);
  return Object.fromEntries(kinds);
}

function attributes({ hash, range, indexes }: StoreTable): Value {
  const types = new Map<string, string>([[hash, 'S']]);
  if (range !== undefined) types.set(range, 'S');
  for (const index of indexes) types.set(index.hash, 'S').set(index.range, 'S');
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

const keySchema = (hash: string, range: string | undefined): Value => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];

function projection(projected: StoreTable['indexes'][number]['projected']): Value {
  if (projected === 'all') return { ProjectionType: 'ALL' };
  return projected.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: projected };
}
