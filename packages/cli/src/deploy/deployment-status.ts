import type { DeploymentAws, QueueDepth, RingingAlarm } from '@streamalert/aws/deployment';
import { formatTimestamp } from '@streamalert/core';
import { deadLetterQueues, type Stack } from '@streamalert/infra';
import { findStacks } from './destroy-stacks.ts';
import { functionsOf } from './live-versions.ts';
import type { Deployment } from './open-deployment.ts';
import { stacksOf } from './plan-stack.ts';

/** A function of a stack. */
export interface FunctionStatus {
  readonly name: string;
  /** Version that everything invokes; absent: there is no such function. */
  readonly live?: string;
  /** The newest version; another than the live one when it was rolled back. */
  readonly newest?: string;
}

/** A stack of a deployment. */
export interface StackStatus {
  readonly id: string;
  readonly stackName: string;
  readonly region: string;
  /** CloudFormation's word; absent: it is not deployed. */
  readonly status?: string;
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
  /** Whether `conf/` has it still. */
  readonly known: boolean;
  readonly functions: readonly FunctionStatus[];
}

/** How a deployment on AWS is. */
export interface DeploymentStatus {
  readonly prefix: string;
  readonly accountId: string;
  readonly region: string;
  readonly stacks: readonly StackStatus[];
  readonly queues: readonly QueueDepth[];
  /** Messages that somebody has to look at. */
  readonly deadLetters: readonly QueueDepth[];
  /** How many alarms there are, and those that ring. */
  readonly alarms: { readonly total: number; readonly ringing: readonly RingingAlarm[] };
}

/** Asks AWS about everything that `conf/` says should be there, and for stacks that it has no more. */
export async function readDeploymentStatus(deployment: Deployment, aws: DeploymentAws): Promise<DeploymentStatus> {
  const { prefix, accountId, region, artifacts } = deployment;
  const known = [artifacts, ...deployment.stacks];
  const former = (await findStacks(deployment, aws)).filter(({ id }) => !known.some((stack) => stack.id === id));
  const stacks = await Promise.all([
    ...known.map((stack) => stackStatus(stack, true, aws)),
    ...former.map((stack) => stackStatus(stack, false, aws)),
  ]);
  const here = known.filter((stack) => stack.region === region);
  const letters = new Set(deadLetterQueues(here).map(({ name }) => name));
  const depths = await aws.health.depths(namesIn(here, 'AWS::SQS::Queue', 'QueueName'));
  const alarms = namesIn(here, 'AWS::CloudWatch::Alarm', 'AlarmName');
  return {
    prefix,
    accountId,
    region,
    stacks,
    queues: depths.filter(({ queue }) => !letters.has(queue)),
    deadLetters: depths.filter(({ queue }) => letters.has(queue)),
    alarms: { total: alarms.length, ringing: await aws.health.ringing(alarms) },
  };
}

async function stackStatus(stack: Stack, known: boolean, aws: DeploymentAws): Promise<StackStatus> {
  const { id, stackName, region } = stack;
  const found = await stacksOf({ aws }, region).find(stackName);
  if (found === undefined) return { id, stackName, region, known, functions: [] };
  const { status, reason, changedAt } = found;
  const functions = await Promise.all(functionsOf(stack).map((name) => functionStatus(name, aws)));
  return { id, stackName, region, known, status, changedAt, functions, ...(reason !== undefined && { reason }) };
}

async function functionStatus(name: string, { functions }: DeploymentAws): Promise<FunctionStatus> {
  const live = await functions.live(name);
  if (live === undefined) return { name };
  const newest = (await functions.list(name)).at(-1);
  return { name, live, ...(newest !== undefined && { newest }) };
}

/** Names that templates give resources of a type. */
const namesIn = (stacks: readonly Stack[], type: string, property: string): readonly string[] =>
  stacks.flatMap(({ template }) =>
    Object.values(template.Resources).flatMap(({ Type, Properties }) => {
      const name = Properties?.[property];
      return Type === type && typeof name === 'string' ? [name] : [];
    }),
  );

/** As `--format json` shows it. */
export const viewDeployment = ({
  prefix,
  accountId,
  region,
  stacks,
  queues,
  deadLetters,
  alarms,
}: DeploymentStatus) => ({
  prefix,
  account_id: accountId,
  region,
  stacks: stacks.map(({ id, stackName, region: where, known, status, reason, changedAt, functions }) => ({
    id,
    stack_name: stackName,
    region: where,
    known,
    ...(status !== undefined && { status }),
    ...(reason !== undefined && { reason }),
    ...(changedAt !== undefined && { changed: formatTimestamp(changedAt * 1000) }),
    functions,
  })),
  queues: queues.map(viewQueue),
  dead_letters: deadLetters.map(viewQueue),
  alarms: {
    total: alarms.total,
    ringing: alarms.ringing.map(({ alarm, reason, since }) => ({
      alarm,
      reason,
      since: formatTimestamp(since * 1000),
    })),
  },
});

const viewQueue = ({ queue, waiting, inFlight }: QueueDepth) => ({ queue, waiting, in_flight: inFlight });
