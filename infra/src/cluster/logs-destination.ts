import type { ClusterDeployment } from '@streamalert/config';
import type { ClusterNames } from '@streamalert/core/naming';
import type { BuildContext } from '../build-context.ts';
import { policyDocument } from '../policy.ts';
import { tagList } from '../tags.ts';
import { arn, getAtt, type Resources, sub, type Value } from '../template.ts';
import { writesStream } from './kinesis.ts';

/** Regions and accounts that may subscribe the stream of a cluster to log groups. */
interface Subscribers {
  readonly regions: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

/** What the module asks for, and what flow logs and the trail of the cluster need. */
export function subscribers({ account }: BuildContext, { modules }: ClusterDeployment): Subscribers {
  const { cloudwatch_logs_destination: module, flow_logs: flows, cloudtrail: trail } = modules;
  const own =
    flows?.enabled === true ||
    (trail?.enabled === true && trail.send_to_cloudwatch && trail.cloudwatch_destination_arn === undefined);
  const on = module?.enabled === true;
  return {
    regions: new Set([...(on ? module.regions : []), ...(own ? [account.region] : [])]),
    accounts: new Set([...(on ? module.cross_account_ids : []), ...(own ? [account.aws_account_id] : [])]),
  };
}

/** Role and, in the region of the deployment, destination: CloudFormation makes resources of one region only. */
export function logsDestinationResources(
  context: BuildContext,
  cluster: ClusterDeployment,
  names: ClusterNames,
): Resources {
  const { regions } = subscribers(context, cluster);
  if (regions.size === 0) return {};
  return {
    LogsRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: roleName(context, cluster),
        Path: '/streamalert/',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: [...regions].map((region) => sub(`logs.${region}.\${AWS::URLSuffix}`)) },
              Action: 'sts:AssumeRole',
              Condition: { StringLike: { 'aws:SourceArn': logGroups(context, cluster) } },
            },
          ],
        },
        Policies: [{ PolicyName: 'WriteStream', PolicyDocument: policyDocument(writesStream()) }],
        Tags: tagList(context, { Cluster: cluster.name }),
      },
    },
    ...(regions.has(context.account.region) && {
      LogsDestination: destination(context, cluster, names, getAtt('Stream', 'Arn'), getAtt('LogsRole', 'Arn')),
    }),
  };
}

const roleName = ({ prefix }: BuildContext, { name }: ClusterDeployment): string =>
  `${prefix}_${name}_cloudwatch_logs_subscription_role`;

/** Log groups of this account and of those that may subscribe. */
const logGroups = (context: BuildContext, cluster: ClusterDeployment): Value =>
  [...new Set([context.account.aws_account_id, ...subscribers(context, cluster).accounts])].map((account) =>
    sub(`arn:\${AWS::Partition}:logs:*:${account}:*`),
  );

/** The destination as another region's stack has it: it names the stream and the role of the region of the deployment. */
export function remoteDestination(
  context: BuildContext,
  cluster: ClusterDeployment,
  names: ClusterNames,
  streamName: string,
): Resources {
  const { region, aws_account_id: account } = context.account;
  return {
    LogsDestination: destination(
      context,
      cluster,
      names,
      sub(`arn:\${AWS::Partition}:kinesis:${region}:${account}:stream/${streamName}`),
      sub(`arn:\${AWS::Partition}:iam::${account}:role/streamalert/${roleName(context, cluster)}`),
    ),
  };
}

function destination(
  context: BuildContext,
  cluster: ClusterDeployment,
  names: ClusterNames,
  target: Value,
  role: Value,
): Resources[string] {
  const accounts = [...subscribers(context, cluster).accounts];
  return {
    Type: 'AWS::Logs::Destination',
    Properties: {
      DestinationName: names.logDestination,
      Tags: tagList(context, { Cluster: cluster.name }),
      TargetArn: target,
      RoleArn: role,
      // A text, unlike other policies.
      DestinationPolicy: {
        'Fn::Sub': [
          JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'AccountsMaySubscribe',
                Effect: 'Allow',
                Principal: { AWS: accounts.length > 0 ? accounts : [context.account.aws_account_id] },
                Action: ['logs:PutSubscriptionFilter'],
                Resource: '${Arn}',
              },
            ],
          }),
          { Arn: destinationArn(names) },
        ],
      },
    },
  };
}

/** The destination of this region. */
export const destinationArn = (names: ClusterNames): Value => arn('logs', `destination:${names.logDestination}`);
