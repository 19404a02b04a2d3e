import type { StackTemplate, TemplateResource } from '../../local-aws/stand-ins.ts';
import { askAws } from './aws-calls.ts';

/** Names of resources by their kind, each list sorted. */
export type ResourceNames = Readonly<Record<(typeof kinds)[number], readonly string[]>>;

const kinds = [
  'tables',
  'queues',
  'streams',
  'delivery',
  'alarms',
  'buckets',
  'topics',
  'functions',
  'rules',
  'glue',
] as const;

/** What an account has, other than the bucket that SAM makes for itself. */
export async function madeResources(url: string): Promise<ResourceNames> {
  const [tables, queues, streams, delivery, alarms, buckets, topics, functions, rules, databases] = await askAws(
    url,
    ['dynamodb', 'list_tables'],
    ['sqs', 'list_queues'],
    ['kinesis', 'list_streams'],
    ['firehose', 'list_delivery_streams', { Limit: 1000 }],
    ['cloudwatch', 'describe_alarms'],
    ['s3', 'list_buckets'],
    ['sns', 'list_topics'],
    ['lambda', 'list_functions'],
    ['events', 'list_rules'],
    ['glue', 'get_databases'],
  );
  const glue = await askAws(
    url,
    ...databases.DatabaseList.map(({ Name }: Named) => ['glue', 'get_tables', { DatabaseName: Name }] as const),
  );
  const last = (arn: string): string => arn.split(/[:/]/).at(-1) ?? '';
  const names = (list: readonly Named[]) => list.map(({ Name }) => Name);
  return sorted({
    tables: tables.TableNames,
    queues: (queues.QueueUrls ?? []).map(last),
    streams: streams.StreamNames,
    delivery: delivery.DeliveryStreamNames,
    alarms: alarms.MetricAlarms.map(({ AlarmName }: { AlarmName: string }) => AlarmName),
    buckets: names(buckets.Buckets).filter((name) => !name.startsWith('aws-sam-cli')),
    topics: topics.Topics.map(({ TopicArn }: { TopicArn: string }) => last(TopicArn)),
    functions: functions.Functions.map(({ FunctionName }: { FunctionName: string }) => FunctionName),
    rules: names(rules.Rules),
    glue: glue.flatMap(({ TableList }) => names(TableList)),
  });
}

/** What templates name. */
export function namedResources(templates: readonly StackTemplate[]): ResourceNames {
  const ofType = (type: string): readonly Readonly<Record<string, unknown>>[] =>
    templates.flatMap(({ Resources }) =>
      Object.values(Resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : [])),
    );
  const named = (type: string, property: string) => ofType(type).map((properties) => String(properties[property]));
  return sorted({
    tables: named('AWS::DynamoDB::Table', 'TableName'),
    queues: named('AWS::SQS::Queue', 'QueueName'),
    streams: named('AWS::Kinesis::Stream', 'Name'),
    delivery: named('AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName'),
    alarms: named('AWS::CloudWatch::Alarm', 'AlarmName'),
    buckets: named('AWS::S3::Bucket', 'BucketName'),
    topics: named('AWS::SNS::Topic', 'TopicName'),
    functions: named('AWS::Serverless::Function', 'FunctionName'),
    rules: [...named('AWS::Events::Rule', 'Name'), ...schedulesOf(ofType('AWS::Serverless::Function'))],
    glue: ofType('AWS::Glue::Table').map(({ TableInput }) => (TableInput as Named).Name),
  });
}

interface Named {
  readonly Name: string;
}

const sorted = (names: ResourceNames): ResourceNames =>
  Object.fromEntries(kinds.map((kind) => [kind, names[kind].toSorted()])) as unknown as ResourceNames;

/** Names of the rules that SAM makes of schedules. */
const schedulesOf = (functions: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  functions.flatMap(({ Events = {} }) =>
    Object.values(Events as Readonly<Record<string, TemplateResource>>).flatMap(({ Type, Properties }) =>
      Type === 'Schedule' ? [String(Properties?.['Name'])] : [],
    ),
  );
