import type { FunctionSettings } from '@streamalert/config';
import { customAlarms, functionAlarms } from './alarms.ts';
import type { BuildContext } from './build-context.ts';
import { allow, policyDocument, type Statement, trust } from './policy.ts';
import { tagList, tagObject } from './tags.ts';
import { arn, getAtt, present, type Resources, ref, sub, type Value } from './template.ts';

/** One function, as its stage describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly description: string;
  /** Folder of its bundle among those that `streamalert build` makes. */
  readonly bundle: string;
  readonly settings: FunctionSettings;
  /** Beside the variables that every function has; what is `undefined` is left out. */
  readonly environment: Readonly<Record<string, Value | undefined>>;
  readonly events?: Readonly<Record<string, Value>>;
  /**
   * Nobody waits for its answers: an event that it fails on three times goes to the resource `DeadLetters` of the same stack.
   */
  readonly asynchronous?: true;
  /** Beside writing its own log. */
  readonly statements: readonly Statement[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const runtime = 'nodejs24.x';
/** Bundles are JavaScript alone, so the cheaper processors do. */
const architecture = 'arm64';

/**
 * Where an error is said in the words of the sources; and new objects are collected after 8 MB of them: a third of the memory less on
 * large objects, for the same processor time, as `npm run bench -- lambda` shows.
 */
const nodeOptions = '--enable-source-maps --max-semi-space-size=8';

/** What a reviewer should know of a function that its template does not have. */
const justified: Value = {
  checkov: {
    skip: [
      { id: 'CKV_AWS_115', comment: 'Concurrency is reserved where conf/ says so: concurrency_limit.' },
      { id: 'CKV_AWS_116', comment: 'What invokes it, or its asynchronous invocation, has a dead-letter queue.' },
      { id: 'CKV_AWS_117', comment: 'It is in a VPC where conf/ says so: vpc_config.' },
      { id: 'CKV_AWS_173', comment: 'Its variables hold names, never a secret.' },
    ],
  },
};

/** A function, its role, log and alarms. Everything invokes the alias `production`, which follows the newest version. */
export function functionResources(context: BuildContext, definition: FunctionDefinition): Resources {
  const { name, settings, environment, events } = definition;
  const { vpc_config: vpc, concurrency_limit: concurrency } = settings;
  return {
    Function: {
      Type: 'AWS::Serverless::Function',
      Metadata: justified as Readonly<Record<string, Value>>,
      DependsOn: ['Log'],
      Properties: {
        FunctionName: name,
        Description: definition.description,
        Runtime: runtime,
        Architectures: [architecture],
        Handler: 'index.handler',
        CodeUri: context.codeOf(definition.bundle),
        MemorySize: settings.memory,
        Timeout: settings.timeout,
        ...(concurrency >= 0 && { ReservedConcurrentExecutions: concurrency }),
        Role: getAtt('Role', 'Arn'),
        AutoPublishAlias: 'production',
        Environment: {
          Variables: present({
            STREAMALERT_PREFIX: context.prefix,
            STREAMALERT_LOG_LEVEL: settings.log_level.toUpperCase(),
            STREAMALERT_CUSTOM_METRICS: settings.enable_custom_metrics ? '1' : undefined,
            NODE_OPTIONS: nodeOptions,
            ...environment,
          }),
        },
        ...(vpc.subnet_ids.length > 0 && {
          VpcConfig: { SubnetIds: vpc.subnet_ids, SecurityGroupIds: vpc.security_group_ids },
        }),
        Tags: tagObject(context, definition.tags),
        // Of the alias, the rules and the mappings that SAM makes, too.
        PropagateTags: true,
        ...(events !== undefined && { Events: events }),
        ...(definition.asynchronous === true && { EventInvokeConfig: keepsFailedEvents }),
      },
    },
    Role: role(context, definition),
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Metadata: {
        checkov: { skip: [{ id: 'CKV_AWS_158', comment: 'Logs hold ids and counts, never records or secrets.' }] },
      },
      Properties: {
        LogGroupName: `/aws/lambda/${name}`,
        RetentionInDays: settings.log_retention_days,
        Tags: tagList(context, definition.tags),
      },
    },
    ...functionAlarms(context, name, settings),
    ...customAlarms(context, settings.custom_metric_alarms),
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const keepsFailedEvents: Value = {
  MaximumRetryAttempts: 2,
  DestinationConfig: { OnFailure: { Type: 'SQS', Destination: getAtt('DeadLetters', 'Arn') } },
};

function role(context: BuildContext, { name, settings, statements, tags }: FunctionDefinition): Resources[string] {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `${name}_role`,
      Path: '/streamalert/',
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      ...(settings.vpc_config.subnet_ids.length > 0 && {
        ManagedPolicyArns: [sub('arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole')],
      }),
      Policies: [
        {
          PolicyName: 'Function',
          PolicyDocument: policyDocument([
            allow(
              'WriteLog',
              ['logs:CreateLogStream', 'logs:PutLogEvents'],
              arn('logs', `log-group:/aws/lambda/${name}:*`),
            ),
            ...statements,
          ]),
        },
      ],
      Tags: tagList(context, tags),
    },
  };
}

/** The ARNs under which a function may be invoked: invocations of the alias are authorised by its own. */
export const invocable = (name: string): Value => [
  arn('lambda', `function:${name}`),
  arn('lambda', `function:${name}:production`),
];

/** What a function needs to read a queue. */
export const readsQueue = (sid: string, queue: string): Statement =>
  allow(
    sid,
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    arn('sqs', queue),
  );

/** What a function needs to send to a queue. */
export const sendsTo = (sid: string, queue: string): Statement => allow(sid, ['sqs:SendMessage'], arn('sqs', queue));

/** The queue as an event source, of which each message is acknowledged or not by itself. */
export const queueEvent = (
  queue: string,
  batchSize: number,
  { windowSeconds = 0, concurrency }: { windowSeconds?: number; concurrency?: number | undefined } = {},
): Value => ({
  Type: 'SQS',
  Properties: {
    Queue: arn('sqs', queue),
    BatchSize: batchSize,
    ...(windowSeconds > 0 && { MaximumBatchingWindowInSeconds: windowSeconds }),
    ...(concurrency !== undefined && concurrency >= 2 && { ScalingConfig: { MaximumConcurrency: concurrency } }),
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  },
});

/** A schedule, with a constant input. */
export const scheduleEvent = (name: string, expression: string, input: string, description: string): Value => ({
  Type: 'Schedule',
  Properties: { Name: name, Description: description, Schedule: expression, Input: input, Enabled: true },
});

export const accountId: Value = ref('AWS::AccountId');
