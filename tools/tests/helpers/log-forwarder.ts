import { gzipSync } from 'node:zlib';
import { askAws } from './aws-calls.ts';
import { localAccount } from './deployment.ts';

interface SubscriptionFilter {
  readonly filterName: string;
  readonly filterPattern: string;
}

/**
 * Takes messages of a log group to a stream, as CloudWatch Logs does for the subscription that a deployment made: the local server keeps
 * subscriptions to streams and delivers nothing to them. A pattern in brackets names fields, which are then beside each message.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export async function forwardLogs(
  url: string,
  {
    group,
    stream,
    messages,
  }: { readonly group: string; readonly stream: string; readonly messages: readonly string[] },
): Promise<void> {
  const [{ subscriptionFilters }] = await askAws(url, [
    'logs',
    'describe_subscription_filters',
    { logGroupName: group },
  ]);
  const [filter] = subscriptionFilters as readonly SubscriptionFilter[];
  if (filter === undefined) throw new Error(`nobody subscribes to ${group}`);
  const control = ['CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.'];
  const records = [
    envelope(
      'CONTROL_MESSAGE',
      { owner: 'CloudwatchLogs', group: '', stream: '', filters: [filter.filterName] },
      control,
    ),
    envelope(
      'DATA_MESSAGE',
      { owner: localAccount, group, stream: 'eni-0a1b2c3d-all', filters: [filter.filterName] },
      messages,
      fieldsOf(filter.filterPattern),
    ),
  ];
  await askAws(url, [
    'kinesis',
    'put_records',
    {
      StreamName: stream,
      Records: records.map((data, index) => ({
        Data: { $base64: data.toString('base64') },
        PartitionKey: String(index),
      })),
    },
  ]);
}

interface Origin {
  readonly owner: string;
  readonly group: string;
  readonly stream: string;
  readonly filters: readonly string[];
}

function envelope(
  messageType: string,
  { owner, group, stream, filters }: Origin,
  messages: readonly string[],
  fields: readonly string[] = [],
): Buffer {
  const logEvents = messages.map((message, index) => {
    const words = message.split(' ');
    const extracted = fields.map((field, position) => [field, words[position] ?? ''] as const);
    return {
      id: String(index).padStart(56, '3'),
      timestamp: 1_764_000_000_000 + index,
      message,
      ...(fields.length > 0 && { extractedFields: Object.fromEntries(extracted) }),
    };
  });
  const content = { messageType, owner, logGroup: group, logStream: stream, subscriptionFilters: filters, logEvents };
  return gzipSync(JSON.stringify(content));
}

function fieldsOf(pattern: string): readonly string[] {
  const [, names = ''] = /^\[(.*)\]$/.exec(pattern) ?? [];
  return names === '' ? [] : names.split(',').map((name) => name.trim());
}
