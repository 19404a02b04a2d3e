/**
 * What policies of functions grant and the tests under faults need not see used, each with the reason: `<function> <statement> <action>`,
 * `*` for all functions.
 */
const groups: readonly { readonly reason: string; readonly grants: readonly string[] }[] = [
  {
    reason: 'Lambda writes the log of a function in its name.',
    grants: ['* WriteLog logs:CreateLogStream', '* WriteLog logs:PutLogEvents'],
  },
  {
    reason: 'Lambda polls queues and streams in the name of the function, and puts there what failed for good.',
    grants: [
      ...['ReadObjects', 'ReadRecords', 'ReadDispatches'].flatMap((statement) => [
        `* ${statement} sqs:ReceiveMessage`,
        `* ${statement} sqs:DeleteMessage`,
        `* ${statement} sqs:ChangeMessageVisibility`,
        `* ${statement} sqs:GetQueueAttributes`,
      ]),
      'acme_prod_streamalert_classifier ReadStream kinesis:DescribeStream',
      'acme_prod_streamalert_classifier ReadStream kinesis:DescribeStreamSummary',
      'acme_prod_streamalert_classifier ReadStream kinesis:GetRecords',
      'acme_prod_streamalert_classifier ReadStream kinesis:GetShardIterator',
      'acme_prod_streamalert_classifier ReadStream kinesis:ListShards',
      'acme_prod_streamalert_classifier KeepFailedBatches sqs:SendMessage',
      'acme_streamalert_alert_merger ReadChanges dynamodb:DescribeStream',
      'acme_streamalert_alert_merger ReadChanges dynamodb:GetRecords',
      'acme_streamalert_alert_merger ReadChanges dynamodb:GetShardIterator',
      'acme_streamalert_alert_merger ReadChanges dynamodb:ListStreams',
      'acme_streamalert_alert_merger KeepFailedChanges sqs:SendMessage',
    ],
  },
  {
    reason: 'Lambda keeps there, in the name of the function, an event that it failed on three times.',
    grants: [
      '* KeepFailedEvents sqs:SendMessage',
      '* EncryptFailedEvents kms:Decrypt',
      '* EncryptFailedEvents kms:GenerateDataKey',
    ],
  },
  {
    reason: 'Athena reads the catalog and the history, and writes results, in the name of whoever starts a query.',
    grants: [
      'acme_streamalert_rule_promotion ReadTable glue:GetDatabase',
      'acme_streamalert_rule_promotion ReadTable glue:GetTable',
      'acme_streamalert_rule_promotion ReadTable glue:GetPartitions',
      'acme_streamalert_rule_promotion ReadAlerts s3:GetObject',
      'acme_streamalert_rule_promotion WriteResults s3:GetObject',
      'acme_streamalert_rule_promotion WriteResults s3:PutObject',
      'acme_streamalert_rule_promotion WriteResults s3:AbortMultipartUpload',
      'acme_streamalert_rule_promotion WriteResults s3:ListMultipartUploadParts',
      'acme_streamalert_rule_promotion ListBuckets s3:GetBucketLocation',
      'acme_streamalert_rule_promotion ListBuckets s3:ListBucket',
      'acme_streamalert_rule_promotion ListBuckets s3:ListBucketMultipartUploads',
    ],
  },
  {
    reason: 'A query that takes too long is stopped: packages/aws/tests/athena.test.ts.',
    grants: ['acme_streamalert_rule_promotion CountAlerts athena:StopQueryExecution'],
  },
  {
    reason: 'What a download has no time for goes on in another invocation: apps/threat-intel-downloader/tests.',
    grants: ['acme_streamalert_threat_intel_downloader GoOn lambda:InvokeFunction'],
  },
  {
    reason: 'SQS, SNS, S3, DynamoDB, Kinesis and Parameter Store use a key in the name of whoever calls them.',
    grants: [
      '* UseStorageKey kms:Decrypt',
      '* UseStorageKey kms:GenerateDataKey',
      '* DecryptStream kms:Decrypt',
      '* EncryptRecords kms:Decrypt',
      '* EncryptRecords kms:GenerateDataKey',
      '* DecryptRecords kms:Decrypt',
      '* EncryptMessages kms:Decrypt',
      '* EncryptMessages kms:GenerateDataKey',
      '* DecryptDispatches kms:Decrypt',
      '* DecryptCredentials kms:Decrypt',
      'acme_streamalert_rule_promotion EncryptDigest kms:Decrypt',
      'acme_streamalert_rule_promotion EncryptDigest kms:GenerateDataKey',
    ],
  },
  {
    reason: 'Without it S3 answers 403, and not 404, for an object that is not there.',
    grants: ['acme_prod_streamalert_classifier ListBuckets s3:ListBucket', '* FindLargeBodies s3:ListBucket'],
  },
  {
    reason:
      'What was rejected is read before more of the same origin is put there: packages/aws/tests/s3-quarantine.test.ts.',
    grants: ['acme_prod_streamalert_classifier KeepRejected s3:GetObject'],
  },
  {
    reason:
      '`streamalert replay --deployed` has the classifier take what it knows by now out of the quarantine: deployed.test.ts.',
    grants: ['acme_prod_streamalert_classifier KeepRejected s3:DeleteObject'],
  },
  {
    reason:
      'For rules with limits, alerts without an output, and large alerts that were known: suite AlertStore in packages/test-kit.',
    grants: [
      'acme_streamalert_rules_engine CountAlerts dynamodb:GetItem',
      'acme_streamalert_rules_engine CountAlerts dynamodb:PutItem',
      'acme_streamalert_rules_engine CheckReceipts dynamodb:PutItem',
      'acme_streamalert_rules_engine PutAlerts dynamodb:ConditionCheckItem',
      'acme_streamalert_rules_engine PutAlerts dynamodb:GetItem',
      'acme_streamalert_rules_engine SpillLargeRecords s3:DeleteObject',
      'acme_streamalert_rules_engine FindSpilledRecords s3:ListBucket',
    ],
  },
  {
    reason:
      'For merges of large alerts, into silenced ones, after an interrupted one, and rows that cannot be read: the same suite.',
    grants: [
      'acme_streamalert_alert_merger MergeAlerts dynamodb:ConditionCheckItem',
      'acme_streamalert_alert_merger MergeAlerts dynamodb:UpdateItem',
      'acme_streamalert_alert_merger LeaveReceipts dynamodb:PutItem',
      'acme_streamalert_alert_merger SpilledRecords s3:DeleteObject',
      'acme_streamalert_alert_merger SpilledRecords s3:GetObject',
      'acme_streamalert_alert_merger SpilledRecords s3:PutObject',
      'acme_streamalert_alert_merger FindSpilledRecords s3:ListBucket',
    ],
  },
];

const listed = groups.flatMap(({ grants }) => grants);

const covers = (entry: string, grant: string): boolean =>
  entry.startsWith('* ') ? grant.endsWith(entry.slice(1)) : entry === grant;

/** Whether there is a reason why a grant need not be used. */
export const isListed = (grant: string): boolean => listed.some((entry) => covers(entry, grant));

/** Entries about functions that are not granted it; those for all functions by the statements that they name. */
export function listedInVain(granted: readonly string[]): readonly string[] {
  const judged = new Set(granted.map((grant) => grant.split(' ')[0]));
  const statements = new Set(granted.map((grant) => grant.split(' ')[1]));
  return listed.filter((entry) => {
    const [name, statement] = entry.split(' ');
    const isMeant = name === '*' ? statements.has(statement) : judged.has(name);
    return isMeant && !granted.some((grant) => covers(entry, grant));
  });
}
