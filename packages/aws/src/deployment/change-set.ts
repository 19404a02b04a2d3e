import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Change,
  type CloudFormationClient,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../errors.ts';
import { deploymentCall } from './deployment-call.ts';
import { growingPauses } from './pauses.ts';
import type { ResourceChange } from './stacks.ts';
import { validationFailures } from './validation-failures.ts';

/** CloudFormation does not take a template; the message is its own. */
export class PlanError extends AwsError {
  override readonly name = 'PlanError';
  /** The stack whose change it is. */
  readonly stackName: string;

  constructor(stack: string, reason: string) {
    super(`CloudFormation refuses the change of ${stack}: ${reason}`, 'ChangeSetFailed');
    this.stackName = stack;
  }
}

/** What became of a change set. */
export type ChangeSetResult =
  | { readonly kind: 'ready'; readonly changes: readonly ResourceChange[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly error: PlanError };

/** The words by which a failed change set says that there is nothing to change. */
const nothingChanges = /didn't contain changes|No updates are to be performed/i;

/** Waits until a change set is made, and reads it. */
export async function readChangeSet(
  client: CloudFormationClient,
  stack: string,
  changeSet: string,
): Promise<ChangeSetResult> {
  const describe = (token?: string): Promise<DescribeChangeSetCommandOutput> =>
    deploymentCall(`cloudformation:DescribeChangeSet of ${stack}`, () =>
      client.send(
        new DescribeChangeSetCommand({ ChangeSetName: changeSet, ...(token !== undefined && { NextToken: token }) }),
      ),
    );
  let page = await describe();
  for (const pause of growingPauses()) {
    if (!/^CREATE_(PENDING|IN_PROGRESS)$/.test(page.Status ?? '')) break;
    await sleep(pause);
    page = await describe();
  }
  const reason = page.StatusReason ?? '';
  if (page.Status === 'FAILED' && nothingChanges.test(reason)) return { kind: 'unchanged' };
  if (page.Status !== 'CREATE_COMPLETE' || page.ExecutionStatus !== 'AVAILABLE') {
    const found = await validationFailures(client, { ChangeSetName: changeSet });
    const told = found.map((failure) => `${failure.logicalId}: ${failure.reason}`).join('; ');
    const fallback = reason === '' ? `${page.Status}, without a reason` : reason;
    return { kind: 'refused', error: new PlanError(stack, told === '' ? fallback : told) };
  }
  const changes = [...(page.Changes ?? [])];
  while (page.NextToken !== undefined && page.NextToken !== '') {
    page = await describe(page.NextToken);
    changes.push(...(page.Changes ?? []));
  }
  return { kind: 'ready', changes: changes.flatMap(toResourceChange) };
}

function toResourceChange({ ResourceChange: change }: Change): ResourceChange[] {
  if (change === undefined) return [];
  const { LogicalResourceId: logicalId = '', ResourceType: type = '', PhysicalResourceId: physicalId } = change;
  const properties = (change.Details ?? []).flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []);
  return [
    {
      action: actionOf(change.Action, change.Replacement),
      logicalId,
      type,
      properties: [...new Set(properties)].sort(),
      conditional: change.Replacement === 'Conditional',
      retained: /Retain|Snapshot/.test(change.PolicyAction ?? ''),
      ...(physicalId !== undefined && physicalId !== '' && { physicalId }),
    },
  ];
}

function actionOf(action = '', replacement = ''): ResourceChange['action'] {
  if (action === 'Add') return 'add';
  if (action === 'Remove') return 'remove';
  if (action === 'Import') return 'import';
  return replacement === 'True' ? 'replace' : 'modify';
}
