/** Metrics of 3.5 by the component that counts them, in the namespace `StreamAlert`. */
export const customMetrics = {
  Classifier: [
    'ExtractedArtifacts',
    'FailedParses',
    'FirehoseArtifactsSent',
    'FirehoseFailedArtifacts',
    'FirehoseFailedRecords',
    'FirehoseRecordsSent',
    'NormalizedRecords',
    'S3DownloadTime',
    'SQSFailedRecords',
    'SQSRecordsSent',
    'TotalProcessedSize',
    'TotalRecords',
    'TotalS3Records',
    'TotalStreamAlertAppRecords',
  ],
  RulesEngine: ['FailedDynamoWrites', 'TriggeredAlerts'],
  AlertMerger: ['AlertAttempts'],
} as const;

/**
 * Name of a metric of 3.5: `Classifier-TotalRecords` over all clusters, `Classifier-TotalRecords-PROD` of one. It has no
 * dimensions.
 */
export function customMetricName<Component extends keyof typeof customMetrics>(
  component: Component,
  metric: (typeof customMetrics)[Component][number],
  cluster?: string,
): string {
  return `${component}-${metric}${cluster === undefined ? '' : `-${cluster.toUpperCase()}`}`;
}
