import { type CloudFormationClient, DescribeEventsCommand } from '@aws-sdk/client-cloudformation';
import { given } from './given.ts';
import type { ResourceFailure } from './stacks.ts';

/**
 * What CloudFormation found before it began: names that are taken, properties that do not exist. The status of the stack or change set only
 * says that there is something.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export async function validationFailures(
  client: CloudFormationClient,
  of: { readonly StackName: string } | { readonly ChangeSetName: string },
): Promise<readonly ResourceFailure[]> {
  const { OperationEvents = [] } = await client
    .send(new DescribeEventsCommand({ ...of, Filters: { FailedEvents: true } }))
    // They are the details of a failure that is told in any case.
    .catch(() => ({ OperationEvents: [] }));
  return OperationEvents.flatMap((event) => {
    const { LogicalResourceId: logicalId, ResourceType: type = '', ValidationStatusReason: reason } = event;
    if (logicalId === undefined || reason === undefined) return [];
    return [{ logicalId, type, reason, ...given('physicalId', event.PhysicalResourceId) }];
  });
}
