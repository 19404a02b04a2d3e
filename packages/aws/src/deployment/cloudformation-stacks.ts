import { randomUUID } from 'node:crypto';
import {
  type Capability,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { codeOf } from '../aws-call.ts';
import { readChangeSet } from './change-set.ts';
import { deploymentCall } from './deployment-call.ts';
import { followStack } from './follow-stack.ts';
import type {
  DeployedStack,
  FollowOptions,
  StackOutcome,
  StackPlan,
  StackRequest,
  StackResource,
  Stacks,
} from './stacks.ts';

/** Roles have names, and functions are written in the short form of SAM. */
const capabilities: Capability[] = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];

/** Stacks of CloudFormation, in the account and region of the client. */
export function createCloudFormationStacks(client: CloudFormationClient): Stacks {
  const call = <T>(action: string, stack: string, send: () => Promise<T>): Promise<T> =>
    deploymentCall(`cloudformation:${action} of ${stack}`, send);

  const describe = async (stack: string): Promise<Stack | undefined> => {
    try {
      return (await client.send(new DescribeStacksCommand({ StackName: stack }))).Stacks?.[0];
    } catch (error) {
      if (codeOf(error) === 'ValidationError' && /does not exist/.test(String((error as Error).message)))
        return undefined;
      return call('DescribeStacks', stack, () => Promise.reject(error));
    }
  };

  const removeEmptyStack = async (stack: string): Promise<void> => {
    const found = await describe(stack);
    if (found?.StackStatus !== 'REVIEW_IN_PROGRESS') return;
    await call('DeleteStack', stack, () => client.send(new DeleteStackCommand({ StackName: stack })));
  };

  const discard = async ({ stack, changeSet }: StackPlan): Promise<void> => {
    if (changeSet !== undefined) {
      await call('DeleteChangeSet', stack, () => client.send(new DeleteChangeSetCommand({ ChangeSetName: changeSet })));
    }
    await removeEmptyStack(stack);
  };

  return {
    async find(stack) {
      const found = await describe(stack);
      return found === undefined || found.StackStatus === 'DELETE_COMPLETE' ? undefined : toDeployed(found);
    },

    async list(start) {
      const found: Stack[] = [];
      let NextToken: string | undefined;
      do {
        const page = await deploymentCall('cloudformation:DescribeStacks', () =>
          client.send(new DescribeStacksCommand(NextToken === undefined ? {} : { NextToken })),
        );
        found.push(...(page.Stacks ?? []));
        NextToken = page.NextToken;
      } while (NextToken !== undefined && NextToken !== '');
      return found
        .filter(({ StackName = '', StackStatus }) => StackName.startsWith(start) && StackStatus !== 'DELETE_COMPLETE')
        .map(toDeployed)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },

    async resources(stack) {
      const resources: StackResource[] = [];
      let token: string | undefined;
      do {
        const page = await call('ListStackResources', stack, () =>
          client.send(
            new ListStackResourcesCommand({ StackName: stack, ...(token !== undefined && { NextToken: token }) }),
          ),
        );
        for (const { LogicalResourceId = '', ResourceType = '', PhysicalResourceId } of page.StackResourceSummaries ??
          []) {
          if (PhysicalResourceId === undefined || PhysicalResourceId === '') continue;
          resources.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
        }
        token = page.NextToken;
      } while (token !== undefined && token !== '');
      return resources;
    },

    async plan(request) {
      const { stack } = request;
      const made = await call('CreateChangeSet', stack, () => client.send(changeSetCommand(request)));
      const changeSet = made.Id ?? '';
      const read = await readChangeSet(client, stack, changeSet);
      if (read.kind === 'ready') return { stack, changeSet, changes: read.changes };
      await discard({ stack, changeSet, changes: [] });
      if (read.kind === 'refused') throw read.error;
      return { stack, changes: [] };
    },

    discard,

    async execute({ stack, changeSet = '' }, options: FollowOptions = {}): Promise<StackOutcome> {
      const token = randomUUID();
      await call('ExecuteChangeSet', stack, () =>
        client.send(
          new ExecuteChangeSetCommand({
            ChangeSetName: changeSet,
            ClientRequestToken: token,
            // Else what was just made and holds nothing would stay behind and stand in the way of the next try.
            RetainExceptOnCreate: true,
          }),
        ),
      );
      return followStack({ client, stack, token, ...options });
    },

    async remove(stack, options = {}) {
      const found = await describe(stack);
      if (found === undefined) return { succeeded: true, status: 'DELETE_COMPLETE', failures: [] };
      const token = randomUUID();
      await call('DeleteStack', stack, () =>
        client.send(new DeleteStackCommand({ StackName: stack, ClientRequestToken: token })),
      );
      return followStack({ client, stack: found.StackId ?? stack, token, ...options });
    },
  };
}

function changeSetCommand({ stack, template, kind, imports, importExisting }: StackRequest): CreateChangeSetCommand {
  return new CreateChangeSetCommand({
    StackName: stack,
    ChangeSetName: `streamalert-${randomUUID()}`,
    ChangeSetType: kind === 'create' ? 'CREATE' : kind === 'import' ? 'IMPORT' : 'UPDATE',
    Capabilities: capabilities,
    ...(typeof template === 'string' ? { TemplateBody: template } : { TemplateURL: template.url }),
    ...(importExisting === true && { ImportExistingResources: true }),
    ...(imports !== undefined && {
      ResourcesToImport: imports.map(({ logicalId, type, identifier }) => ({
        LogicalResourceId: logicalId,
        ResourceType: type,
        ResourceIdentifier: { ...identifier },
      })),
    }),
  });
}

function toDeployed(stack: Stack): DeployedStack {
  const changed = stack.LastUpdatedTime ?? stack.CreationTime;
  const outputs = (stack.Outputs ?? []).map(({ OutputKey, OutputValue, Description }) => [
    Description ?? OutputKey ?? '',
    OutputValue ?? '',
  ]);
  return {
    name: stack.StackName ?? '',
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    changedAt: changed?.getTime() ?? 0,
    outputs: Object.fromEntries(outputs),
    ...(stack.StackStatusReason !== undefined && stack.StackStatusReason !== '' && { reason: stack.StackStatusReason }),
  };
}
