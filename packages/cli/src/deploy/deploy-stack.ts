import type { FollowOptions, StackOutcome, StackPlan, StackRequest } from '@streamalert/aws/deployment';
import { importTemplate } from './adopt.ts';
import { losesData } from './data-keeping.ts';
import { ChangedPlanError } from './errors.ts';
import { indexSteps } from './index-steps.ts';
import { type DeployTools, type PlannedStack, stacksOf } from './plan-stack.ts';
import { stateOf } from './stack-state.ts';

/** Nothing was to do. */
const unchanged: StackOutcome = { succeeded: true, status: 'UNCHANGED', failures: [] };

/**
 * Does what a plan says, and follows it to its end.
 *
 * @param stale Whether a stack that this one reads values of was changed since it was planned: the change set holds the former ones.
 * @throws ChangedPlanError when a newer plan would part from something that keeps data, and the plan that was agreed to did not.
 */
export async function deployStack(
  planned: PlannedStack,
  tools: DeployTools,
  follow: FollowOptions,
  stale: boolean,
): Promise<StackOutcome> {
  for (const [key, content] of planned.artifacts) await tools.uploads.put(key, content);
  const stacks = stacksOf(tools, planned.stack.region);
  const { stackName } = planned.stack;
  if (planned.action === 'none' && !stale) return unchanged;
  if (planned.action === 'update' && planned.plan !== undefined) {
    const steps = await indexSteps(planned.template, tools.aws.existing);
    if (!stale && steps.length === 1) return stacks.execute(planned.plan, follow);
    await stacks.discard(planned.plan);
    return inSteps(
      planned,
      tools,
      follow,
      steps.map((template) => ({ kind: 'update', template })),
    );
  }
  if (planned.action === 'none') {
    return inSteps(planned, tools, follow, [{ kind: 'update', template: planned.template }]);
  }
  if (stateOf(await stacks.find(stackName)) === 'broken') {
    const removed = await stacks.remove(stackName, follow);
    if (!removed.succeeded) return removed;
  }
  if (planned.action !== 'adopt') {
    return inSteps(planned, tools, follow, [{ kind: 'create', template: planned.template }]);
  }
  const { template, adoptions } = planned;
  const imported = await inSteps(planned, tools, follow, [
    { kind: 'import', template: importTemplate(template, adoptions), imports: adoptions },
  ]);
  if (!imported.succeeded) return imported;
  const steps = await indexSteps(template, tools.aws.existing);
  return inSteps(
    planned,
    tools,
    follow,
    steps.map((step) => ({ kind: 'update', template: step })),
  );
}

/** One operation on a stack. */
type Step = Pick<StackRequest, 'kind' | 'imports'> & { readonly template: object };

async function inSteps(
  planned: PlannedStack,
  tools: DeployTools,
  follow: FollowOptions,
  steps: readonly Step[],
): Promise<StackOutcome> {
  const { stackName, region } = planned.stack;
  const stacks = stacksOf(tools, region);
  let outcome = unchanged;
  for (const { template, kind, imports } of steps) {
    const plan = await stacks.plan({
      stack: stackName,
      kind,
      template: await tools.uploads.template(template),
      ...(imports !== undefined && { imports }),
      importExisting: tools.adopt && kind === 'update',
    });
    if (plan.changeSet === undefined) continue;
    const surprises = lossesBeyond(planned, plan);
    if (surprises.length > 0) {
      await stacks.discard(plan);
      throw new ChangedPlanError(
        `${stackName} would now also lose ${surprises.join(', ')}, which the plan did not say; nothing of it was done, deploy again to see it`,
      );
    }
    outcome = await stacks.execute(plan, follow);
    if (!outcome.succeeded) return outcome;
  }
  return outcome;
}

function lossesBeyond(agreed: PlannedStack, { changes }: StackPlan): string[] {
  const known = new Set(agreed.changes.filter(losesData).map(({ logicalId }) => logicalId));
  return changes.flatMap((change) =>
    losesData(change) && !known.has(change.logicalId) ? [change.physicalId ?? change.logicalId] : [],
  );
}
