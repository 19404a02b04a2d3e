import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  type StackEvent as SdkEvent,
} from '@aws-sdk/client-cloudformation';
import { deploymentCall } from './deployment-call.ts';
import { given } from './given.ts';
import { growingPauses } from './pauses.ts';
import type { FollowOptions, ResourceFailure, StackEvent, StackOutcome } from './stacks.ts';
import { validationFailures } from './validation-failures.ts';

/** What is followed. */
export interface Following extends FollowOptions {
  readonly client: CloudFormationClient;
  /** Name or ARN; a stack that is deleted has no name at the end. */
  readonly stack: string;
  /** Given to the operation: all its events have it, and no others. */
  readonly token: string;
}

const succeeded = /^(CREATE|UPDATE|IMPORT|DELETE)_COMPLETE$/;
/** Of resources that were stopped because another one failed. */
const consequence = /cancelled|canceled/i;

/**
 * Follows an operation on a stack to its end, or until the signal aborts. The end is the event that says so: right after an
 * operation was asked for, the stack itself still has the status of the one before.
 */
export async function followStack({ client, stack, token, onEvent, signal }: Following): Promise<StackOutcome> {
  const seen = new Set<string>();
  const failures: ResourceFailure[] = [];
  let status = 'IN_PROGRESS';
  for (const pause of growingPauses()) {
    for (const event of await newEvents(client, stack, token, seen)) {
      const told = toEvent(event);
      onEvent?.(told);
      if (event.PhysicalResourceId === event.StackId) status = told.status;
      else if (/_FAILED$/.test(told.status) && !consequence.test(told.reason ?? '')) failures.push(toFailure(told));
      if (event.PhysicalResourceId !== event.StackId || /_IN_PROGRESS$/.test(told.status)) continue;
      if (succeeded.test(told.status)) return { succeeded: true, status, failures: [] };
      const found = failures.length > 0 ? failures : await validationFailures(client, { StackName: stack });
      return { succeeded: false, status, failures: found.length > 0 ? found : [toFailure(told)] };
    }
    if (signal?.aborted === true) break;
    await sleep(pause, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
  return { succeeded: false, status, failures };
}

/** Events of the operation that were not seen yet, oldest first. AWS gives the newest first. */
async function newEvents(client: CloudFormationClient, stack: string, token: string, seen: Set<string>) {
  const events: SdkEvent[] = [];
  let next: string | undefined;
  do {
    const page = await deploymentCall(`cloudformation:DescribeStackEvents of ${stack}`, () =>
      client.send(new DescribeStackEventsCommand({ StackName: stack, ...(next !== undefined && { NextToken: next }) })),
    );
    const found = page.StackEvents ?? [];
    const fresh = found.filter(
      ({ EventId = '', ClientRequestToken }) => ClientRequestToken === token && !seen.has(EventId),
    );
    for (const { EventId = '' } of fresh) seen.add(EventId);
    events.push(...fresh);
    next = fresh.length === found.length ? page.NextToken : undefined;
  } while (next !== undefined && next !== '');
  return events.reverse();
}

function toEvent(event: SdkEvent): StackEvent {
  const { LogicalResourceId: logicalId = '', ResourceType: type = '', ResourceStatus: status = '' } = event;
  return {
    logicalId,
    type,
    status,
    ...given('physicalId', event.PhysicalResourceId),
    ...given('reason', event.ResourceStatusReason),
  };
}

function toFailure({ logicalId, type, physicalId, status, reason = status }: StackEvent): ResourceFailure {
  return { logicalId, type, reason, ...given('physicalId', physicalId) };
}
