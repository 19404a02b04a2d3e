import type { ResourceChange } from '@streamalert/aws/deployment';

/** Types of resources with something in them that a new one would not have. */
const keepData: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

export const keepsData = (type: string): boolean => keepData.has(type);

/** Whether a change parts the deployment from something that keeps data. */
export const losesData = ({ action, type }: ResourceChange): boolean =>
  keepsData(type) && (action === 'remove' || action === 'replace');
