import type { DeployedStack } from '@streamalert/aws/deployment';
import { StackStateError } from './errors.ts';

/** What can be done with a stack: made, removed and made again, or changed. */
export type StackState = 'absent' | 'broken' | 'ready';

/** Its creation failed: nothing in it works, and CloudFormation lets it only be deleted. */
const broken = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED)$/;

/**
 * @throws StackStateError while somebody else changes it, and where AWS has to be helped first.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export function stateOf(deployed: DeployedStack | undefined): StackState {
  // A stack in review has no resources: somebody made a change set for it and did not carry it out.
  if (deployed === undefined || deployed.status === 'REVIEW_IN_PROGRESS') return 'absent';
  const { name, status, reason } = deployed;
  if (broken.test(status)) return 'broken';
  const because = reason === undefined ? '' : ` (${reason})`;
  if (status.endsWith('_IN_PROGRESS')) {
    throw new StackStateError(`${name} is being changed: ${status}; try again when that is over`, name, status);
  }
  if (status === 'DELETE_FAILED') {
    throw new StackStateError(`${name} could not be deleted${because}; streamalert destroy tries again`, name, status);
  }
  if (status.endsWith('_FAILED')) {
    throw new StackStateError(
      `${name} is stuck in ${status}${because}; repair the cause, then "aws cloudformation continue-update-rollback --stack-name ${name}" frees it`,
      name,
      status,
    );
  }
  return 'ready';
}
