export { PlanError } from './change-set.ts';
export { connectDeployment, type DeploymentAws } from './connect.ts';
export { type DataRemoval, keyWaitDays } from './data-removal.ts';
export { CredentialsError } from './deployment-call.ts';
export type { ExistingResource, ExistingResources } from './existing-resources.ts';
export { type FunctionVersions, liveAlias } from './function-versions.ts';
export type { DeploymentHealth, QueueDepth, RingingAlarm } from './health.ts';
export type { DeploymentNotes } from './notes.ts';
export {
  type DeployedStack,
  type FollowOptions,
  type ResourceChange,
  type ResourceFailure,
  type ResourceImport,
  type StackEvent,
  type StackOutcome,
  type StackPlan,
  type StackRequest,
  type StackResource,
  type Stacks,
} from './stacks.ts';
