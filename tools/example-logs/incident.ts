import type { JsonObject } from '@streamalert/core';
import { rootSignIn, stolenKey } from './actors.ts';
import { type Actor, account, type Call } from './event.ts';

/** Beyond 2⁵³, so that a reader can see that integers arrive as they were sent. */
const pastDoublePrecision = 9007199254740993n;

/** Somebody holds the key of a build user, opens doors and covers the tracks. In the order in which it happens. */
export const intrusion: readonly (readonly [actor: Actor, call: Call])[] = [
  [stolenKey, { service: 'sts', name: 'GetCallerIdentity' }],
  [stolenKey, { service: 'cloudtrail', name: 'StopLogging', parameters: { name: 'example-trail' } }],
  [
    stolenKey,
    {
      service: 'iam',
      name: 'CreateUser',
      parameters: { userName: 'support-backup' },
      response: {
        user: {
          path: '/',
          userName: 'support-backup',
          userId: 'AIDACKCEVSQ6C3EXAMPLE',
          arn: `arn:aws:iam::${account}:user/support-backup`,
        },
      },
    },
  ],
  [
    stolenKey,
    {
      service: 'iam',
      name: 'CreateAccessKey',
      parameters: { userName: 'support-backup' },
      response: {
        accessKey: { userName: 'support-backup', accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Active' },
      },
    },
  ],
  [
    stolenKey,
    {
      service: 'ec2',
      name: 'AuthorizeSecurityGroupIngress',
      parameters: {
        groupId: 'sg-0a1b2c3d4e5f60718',
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
        },
      },
      response: { _return: true },
    },
  ],
];

/** The same address, the next morning hour, with what it came for. */
export const exfiltration: readonly (readonly [actor: Actor, call: Call])[] = [
  [
    rootSignIn,
    {
      service: 'signin',
      name: 'ConsoleLogin',
      response: { ConsoleLogin: 'Success' },
      more: {
        eventType: 'AwsConsoleSignIn',
        additionalEventData: {
          LoginTo: 'https://console.aws.amazon.com/console/home',
          MobileVersion: 'No',
          MFAUsed: 'No',
        },
      },
    },
  ],
  [
    stolenKey,
    {
      service: 'ec2',
      name: 'ModifySnapshotAttribute',
      parameters: {
        snapshotId: 'snap-0123456789abcdef0',
        attributeType: 'CREATE_VOLUME_PERMISSION',
        createVolumePermission: { add: { items: [{ group: 'all' }] } },
      },
      response: { _return: true },
      more: { additionalEventData: { volumeSequenceNumber: pastDoublePrecision } },
    },
  ],
  [
    stolenKey,
    {
      service: 's3',
      name: 'PutBucketPolicy',
      parameters: {
        bucketName: 'example-uploads',
        bucketPolicy: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: '*',
            Action: ['s3:GetObject', 's3:ListBucket'],
            Resource: ['arn:aws:s3:::example-uploads', 'arn:aws:s3:::example-uploads/*'],
          },
        },
      },
    },
  ],
];

/** Removes the network's own record of what left; seen through EventBridge. */
export const coverUp: readonly [actor: Actor, call: Call] = [
  stolenKey,
  {
    service: 'ec2',
    name: 'DeleteFlowLogs',
    parameters: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-0123456789abcdef0' } } },
    response: { DeleteFlowLogsResponse: { unsuccessful: '' } },
  },
];

/**
 * What GuardDuty makes of it.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html
 */
export const finding: JsonObject = {
  schemaVersion: '2.0',
  accountId: account,
  region: 'us-east-1',
  partition: 'aws',
  id: '1ab2c3d4e5f60718293a4b5c6d7e8f90',
  arn: `arn:aws:guardduty:us-east-1:${account}:detector/12abc34d567e8fa901bc2d34e56789f0/finding/1ab2c3d4e5f60718293a4b5c6d7e8f90`,
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
  resource: { resourceType: 'AccessKey', accessKeyDetails: { userName: 'build-artifacts', userType: 'IAMUser' } },
  service: {
    serviceName: 'guardduty',
    action: {
      actionType: 'AWS_API_CALL',
      awsApiCallAction: { api: 'CreateUser', remoteIpDetails: { ipAddressV4: '203.0.113.66' } },
    },
    count: 4,
  },
  severity: 5,
  createdAt: '2026-11-20T00:12:31.000Z',
  updatedAt: '2026-11-20T00:12:31.000Z',
  title: 'API CreateUser was invoked from an IP address on a custom threat list.',
  description: 'The API CreateUser was invoked from the address 203.0.113.66, which is on a list of your own.',
};
