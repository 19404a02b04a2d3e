/** CloudTrail events of one account, each a little different. */
export function makeEvents(count: number, seed: string): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    eventVersion: '1.09',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${seed}-${index % 7}`,
      arn: `arn:aws:sts::123456789012:assumed-role/deploy/${seed}-${index % 7}`,
      accountId: '123456789012',
      sessionContext: { attributes: { creationDate: '2026-11-20T08:00:00Z', mfaAuthenticated: 'false' } },
    },
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: 'us-east-1',
    sourceIPAddress: `192.0.2.${index % 250}`,
    userAgent: 'aws-sdk-go/1.44.0 (go1.20; linux; amd64)',
    requestParameters: { instancesSet: { items: [] }, note: 'x'.repeat(400) },
    responseElements: null,
    requestID: `req-${seed}-${index}`,
    eventID: `event-${seed}-${index}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
  }));
}

/** One CloudTrail event with a name and an id. */
export function makeNamedEvent(eventName: string, eventID: string): Record<string, unknown> {
  return { ...makeEvents(1, eventID)[0], eventName, eventID };
}

/** Events as JSON lines. */
export function toLines(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
