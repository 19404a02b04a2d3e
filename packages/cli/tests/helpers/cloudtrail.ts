/** A CloudTrail event that is of no interest, and what is said to be different about it. */
export function makeEvent(different: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      arn: 'arn:aws:iam::123456789012:user/mia',
      accountId: '123456789012',
      userName: 'mia',
    },
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.14',
    userAgent: 'aws-cli/2.31.4',
    requestParameters: null,
    responseElements: null,
    requestID: '5d9f2c70-0000-4000-8000-000000000001',
    eventID: '5d9f2c70-0000-4000-8000-000000000002',
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    ...different,
  };
}

/** An event that the shipped rules raise one alert on, `cloudtrail_critical_api_calls`. */
export const trailStopped = makeEvent({
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  readOnly: false,
  requestParameters: { name: 'audit' },
});

/** Events as lines of JSON. */
export const lines = (...events: unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
