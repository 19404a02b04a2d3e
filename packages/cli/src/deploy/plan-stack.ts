import type { DeploymentAws, ResourceChange, StackPlan, Stacks } from '@streamalert/aws/deployment';
import type { Template } from '@streamalert/infra';
import { type Adoption, findAdoptions } from './adopt.ts';
import type { PackagedStack } from './package-stack.ts';
import { stateOf } from './stack-state.ts';
import type { Uploads } from './uploads.ts';

/** What is to happen to a stack. */
export interface PlannedStack extends PackagedStack {
  readonly action: 'create' | 'recreate' | 'adopt' | 'update' | 'none';
  readonly changes: readonly ResourceChange[];
  /** Of `update`: the change set. */
  readonly plan?: StackPlan;
  /** Of `adopt`: what exists. */
  readonly adoptions: readonly Adoption[];
}

/** What planning and deploying work with. */
export interface DeployTools {
  readonly aws: DeploymentAws;
  readonly uploads: Uploads;
  /** Take over what exists under the names of the templates. */
  readonly adopt: boolean;
}

/** The stacks of the region of a stack. */
export const stacksOf = ({ aws }: Pick<DeployTools, 'aws'>, region: string): Stacks =>
  region === aws.region ? aws.stacks : aws.stacksIn(region);

/**
 * Finds out what would happen to a stack. Of one that does not exist its template tells: CloudFormation reads parameters of stacks that it
 * needs, which may not be there yet.
 *
 * @throws PlanError
 * @throws StackStateError
 */
export async function planStack(packaged: PackagedStack, tools: DeployTools): Promise<PlannedStack> {
  const { stack, template } = packaged;
  const stacks = stacksOf(tools, stack.region);
  const state = stateOf(await stacks.find(stack.stackName));
  const adoptions = tools.adopt && state !== 'ready' ? await findAdoptions(template, tools.aws.existing) : [];
  if (state !== 'ready') {
    const action = adoptions.length > 0 ? 'adopt' : state === 'broken' ? 'recreate' : 'create';
    return { ...packaged, action, adoptions, changes: changesOfNew(template, adoptions) };
  }
  const plan = await stacks.plan({
    stack: stack.stackName,
    kind: 'update',
    template: await tools.uploads.template(template),
    importExisting: tools.adopt,
  });
  return {
    ...packaged,
    action: plan.changeSet === undefined ? 'none' : 'update',
    adoptions,
    changes: plan.changes,
    plan,
  };
}

function changesOfNew({ Resources }: Template, adoptions: readonly Adoption[]): readonly ResourceChange[] {
  const adopted = new Map(adoptions.map((adoption) => [adoption.logicalId, adoption]));
  return Object.entries(Resources).map(([logicalId, { Type: type }]) => {
    const name = adopted.get(logicalId)?.name;
    return {
      action: name === undefined ? 'add' : 'import',
      logicalId,
      type,
      properties: [],
      conditional: false,
      retained: false,
      ...(name !== undefined && { physicalId: name }),
    };
  });
}
