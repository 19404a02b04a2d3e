import type { BuildContext } from './build-context.ts';
import type { Value } from './template.ts';

/** Tags of resources that take them as a list. */
export function tagList({ deployment }: BuildContext, more: Readonly<Record<string, string>> = {}): Value {
  return Object.entries(tagMap(deployment.infrastructure.tags, more)).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of resources that take them as an object: functions and parameters. */
export const tagObject = ({ deployment }: BuildContext, more: Readonly<Record<string, string>> = {}): Value =>
  tagMap(deployment.infrastructure.tags, more);

function tagMap(
  own: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { Name: 'StreamAlert', ...more, ...own };
}
