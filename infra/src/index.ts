export { type DeadLetterQueue, deadLetterQueues } from './dead-letters.ts';
export { renderStacks } from './render.ts';
export { artifactsStack, type BuildOptions, buildStacks, type Stack } from './stacks.ts';
export type { Parameter, Resource, Resources, Template, Value } from './template.ts';
