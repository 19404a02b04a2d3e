import type { ClusterDeployment, Modules } from '@streamalert/config';
import type { BuildContext } from '../build-context.ts';
import { policyDocument, trust } from '../policy.ts';
import { tagList } from '../tags.ts';
import { getAtt, logicalId, type Resources, sub, type Value } from '../template.ts';
import { writesStream } from './kinesis.ts';

/** Events of the default bus to the stream of the cluster, and who may put events onto that bus. */
export function cloudWatchEventsResources(context: BuildContext, { name, modules }: ClusterDeployment): Resources {
  const module = modules.cloudwatch_events;
  if (module?.enabled !== true) return {};
  return {
    EventsRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `${context.prefix}_${name}_cloudwatch_events_role`,
        Path: '/streamalert/',
        AssumeRolePolicyDocument: trust('events.amazonaws.com', {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        }),
        Policies: [{ PolicyName: 'WriteStream', PolicyDocument: policyDocument(writesStream()) }],
        Tags: tagList(context, { Cluster: name }),
      },
    },
    EventsRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: `${context.prefix}_${name}_streamalert_all_events`,
        Description: `Events for StreamAlert cluster ${name}`,
        EventPattern: patternOf(context, module),
        Targets: [
          {
            Id: `${context.prefix}_${name}_streamalert_kinesis`,
            Arn: getAtt('Stream', 'Arn'),
            RoleArn: getAtt('EventsRole', 'Arn'),
          },
        ],
        Tags: tagList(context, { Cluster: name }),
      },
    },
    ...busPermissions(module, context.account.region),
  };
}

/** EventBridge wants a pattern that is not empty: everything is whatever comes from an account. */
function patternOf({ account }: BuildContext, { event_pattern: pattern }: EventsModule): Value {
  if (pattern === undefined) return { account: [account.aws_account_id] };
  if (pattern === null || Object.keys(pattern).length === 0) return { account: [{ prefix: '' }] };
  return pattern as Value;
}

type EventsModule = NonNullable<Modules['cloudwatch_events']>;

/** Accounts and organizations that may put events onto the default bus of a region. */
export function busPermissions({ cross_account: cross }: EventsModule, region: string): Resources {
  const inRegion = (map: Readonly<Record<string, readonly string[]>>): string[] =>
    Object.entries(map)
      .filter(([, regions]) => regions.includes(region))
      .map(([id]) => id);
  const bus = sub('arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default');
  const permission = (id: string, statement: Readonly<Record<string, Value>>): Resources[string] => ({
    Type: 'AWS::Events::EventBusPolicy',
    Properties: {
      EventBusName: 'default',
      StatementId: `${id}_${region}`,
      Statement: { Effect: 'Allow', Action: 'events:PutEvents', Resource: bus, ...statement },
    },
  });
  return Object.fromEntries([
    ...inRegion(cross.accounts).map((id) => [
      logicalId('Account', id, 'MayPutEvents'),
      permission(`account_${id}`, { Principal: { AWS: sub(`arn:\${AWS::Partition}:iam::${id}:root`) } }),
    ]),
    ...inRegion(cross.organizations).map((id) => [
      logicalId('Organization', id, 'MayPutEvents'),
      permission(`organization_${id}`, {
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': id } },
      }),
    ]),
  ]);
}

/** Regions whose buses somebody may put events onto. */
export const busRegions = ({ modules }: ClusterDeployment): string[] => {
  const module = modules.cloudwatch_events;
  if (module?.enabled !== true) return [];
  const { accounts, organizations } = module.cross_account;
  return [...new Set([...Object.values(accounts), ...Object.values(organizations)].flat())];
};
