import type { ClusterDeployment } from '@streamalert/config';
import type { ClusterNames } from '@streamalert/core/naming';
import type { BuildContext } from '../build-context.ts';
import { allow, ofThisAccount, policyDocument, trust } from '../policy.ts';
import { tagList } from '../tags.ts';
import { arn, getAtt, logicalId, type Resources, ref } from '../template.ts';
import { destinationArn } from './logs-destination.ts';

/** Flow logs of VPCs, subnets and interfaces: into a log group that the stream of the cluster is subscribed to. */
export function flowLogResources(
  context: BuildContext,
  { name, modules }: ClusterDeployment,
  names: ClusterNames,
): Resources {
  const module = modules.flow_logs;
  if (module?.enabled !== true) return {};
  const group = module.log_group_name ?? names.flowLogGroup;
  const watched = [
    ...module.vpcs.map((id) => ['VPC', id] as const),
    ...module.subnets.map((id) => ['Subnet', id] as const),
    ...module.enis.map((id) => ['NetworkInterface', id] as const),
  ];
  return {
    FlowLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Metadata: {
        checkov: { skip: [{ id: 'CKV_AWS_158', comment: 'A buffer on the way to the stream, which is encrypted.' }] },
      },
      Properties: {
        LogGroupName: group,
        RetentionInDays: module.log_retention,
        Tags: tagList(context, { Cluster: name }),
      },
    },
    FlowLogRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `${context.prefix}_${name}_flow_log_role`,
        Path: '/streamalert/',
        AssumeRolePolicyDocument: trust('vpc-flow-logs.amazonaws.com', ofThisAccount),
        Policies: [
          {
            PolicyName: 'WriteFlowLogs',
            PolicyDocument: policyDocument([
              allow(
                'WriteFlowLogs',
                ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
                arn('logs', `log-group:${group}:*`),
              ),
            ]),
          },
        ],
        Tags: tagList(context, { Cluster: name }),
      },
    },
    FlowLogSubscription: {
      Type: 'AWS::Logs::SubscriptionFilter',
      DependsOn: ['LogsDestination'],
      Properties: {
        FilterName: `${group}_to_kinesis`,
        LogGroupName: ref('FlowLogGroup'),
        FilterPattern: module.flow_log_filter,
        DestinationArn: destinationArn(names),
      },
    },
    ...Object.fromEntries(
      watched.map(([type, id]) => [
        logicalId('FlowLog', id),
        {
          Type: 'AWS::EC2::FlowLog',
          Properties: {
            ResourceType: type,
            ResourceId: id,
            TrafficType: 'ALL',
            LogDestinationType: 'cloud-watch-logs',
            LogGroupName: ref('FlowLogGroup'),
            DeliverLogsPermissionArn: getAtt('FlowLogRole', 'Arn'),
            Tags: tagList(context, { Cluster: name }),
          },
        },
      ]),
    ),
  };
}
