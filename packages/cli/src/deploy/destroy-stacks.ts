import type {
  DataRemoval,
  DeploymentAws,
  FollowOptions,
  StackOutcome,
  StackResource,
} from '@streamalert/aws/deployment';
import type { Stack } from '@streamalert/infra';
import { keepsData } from './data-keeping.ts';
import type { Deployment } from './open-deployment.ts';
import { stacksOf } from './plan-stack.ts';

/** A stack that exists and is to go. */
export interface DoomedStack {
  readonly id: string;
  readonly stackName: string;
  readonly region: string;
  /** Go with it. */
  readonly resources: readonly StackResource[];
  /** Stay in the account when the stack is gone. */
  readonly retained: readonly StackResource[];
}

/** Stacks of a deployment that exist, also those that `conf/` has no more, the last deployed first. */
export async function findStacks(deployment: Deployment, aws: DeploymentAws): Promise<readonly Stack[]> {
  const start = `${deployment.prefix}-streamalert-`;
  const { artifacts, stacks } = deployment;
  const known = [artifacts, ...stacks];
  const found: Stack[] = [];
  for (const region of new Set(known.map((stack) => stack.region))) {
    for (const { name } of await stacksOf({ aws }, region).list(start)) {
      const stack = known.find((one) => one.stackName === name && one.region === region);
      found.push(stack ?? formerStack(name.slice(start.length), name, region));
    }
  }
  // What conf/ does not have is a cluster or a stage that it had, and needs what is shared.
  const order = ({ id }: Stack): number => {
    const at = known.findIndex((one) => one.id === id);
    return at === -1 ? known.length : at;
  };
  return found.toSorted((a, b) => order(b) - order(a));
}

const formerStack = (id: string, stackName: string, region: string): Stack => ({
  id,
  stackName,
  region,
  template: { AWSTemplateFormatVersion: '2010-09-09', Description: '', Resources: {} },
  bundles: [],
  needs: ['shared'],
});

/** Finds out what would go with a stack, and what would stay. */
export async function examine({ id, stackName, region, template }: Stack, aws: DeploymentAws): Promise<DoomedStack> {
  const all = await stacksOf({ aws }, region).resources(stackName);
  // Of what conf/ has no more only the deployed stack knows; all that can be retained is, in every template.
  const stays = ({ logicalId, type }: StackResource): boolean =>
    template.Resources[logicalId] === undefined
      ? retainedTypes.has(type)
      : template.Resources[logicalId].DeletionPolicy === 'Retain';
  return {
    id,
    stackName,
    region,
    resources: all.filter((resource) => !stays(resource)),
    retained: all.filter(stays),
  };
}

/** Deletes a stack, and leaves what it retains. */
export const removeStack = (
  { stackName, region }: DoomedStack,
  aws: DeploymentAws,
  follow: FollowOptions,
): Promise<StackOutcome> => stacksOf({ aws }, region).remove(stackName, follow);

const removers: Readonly<Record<string, (removal: DataRemoval, id: string) => Promise<void>>> = {
  'AWS::DynamoDB::Table': (removal, id) => removal.table(id),
  'AWS::S3::Bucket': (removal, id) => removal.bucket(id),
  'AWS::Kinesis::Stream': (removal, id) => removal.stream(id),
  'AWS::KMS::Key': (removal, id) => removal.key(id),
  'AWS::KMS::Alias': (removal, id) => removal.keyAlias(id),
};
const retainedTypes: ReadonlySet<string> = new Set(Object.keys(removers));

/** Deletes for good what a stack left behind. @returns What it could not, as nothing here knows how. */
export async function removeRetained(
  { retained }: DoomedStack,
  { removal }: DeploymentAws,
): Promise<readonly StackResource[]> {
  const left: StackResource[] = [];
  // Keys last: what they encrypt is gone by then.
  const sorted = retained.toSorted((a, b) => Number(a.type === 'AWS::KMS::Key') - Number(b.type === 'AWS::KMS::Key'));
  for (const resource of sorted) {
    const remove = removers[resource.type];
    if (remove === undefined) left.push(resource);
    else await remove(removal, resource.physicalId);
  }
  return left;
}

/** Resources with something in them that goes with a stack. */
export const losses = ({ resources }: DoomedStack): readonly StackResource[] =>
  resources.filter(({ type }) => keepsData(type));
