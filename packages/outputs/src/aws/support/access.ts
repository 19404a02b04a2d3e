/** Where AWS outputs send to, and as whom. */
export interface AwsAccess {
  /** Of queues, topics and the like; absent: what the SDK finds (`AWS_REGION`, the profile). */
  readonly region?: string;
  /** Of topics that are given by name, and of findings. */
  readonly accountId?: string;
  /** Of the deployment; names the stream of `aws-firehose:alerts`. */
  readonly prefix?: string;
  /** In place of the services' own addresses, for tests and local servers. */
  readonly endpoint?: string;
  /** Absent: what the SDK finds (role, environment, profile). */
  readonly credentials?: AwsCredentials;
}

/** Keys of a caller. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Settings of a client. The processor repeats deliveries and counts them, so that the client does not. */
export function clientSettings({ region, endpoint, credentials }: AwsAccess) {
  return {
    maxAttempts: 1,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials: { ...credentials } }),
  };
}

/** Partition of a region. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
