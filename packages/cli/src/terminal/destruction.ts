import type { StackResource } from '@streamalert/aws/deployment';
import type { Colors } from '../context.ts';
import { type DoomedStack, losses } from '../deploy/destroy-stacks.ts';
import { plural } from './numbers.ts';
import { printable } from './printable.ts';

/** What would go for good and what would stay, for a person. */
export function formatDestruction(doomed: readonly DoomedStack[], deleteData: boolean, colors: Colors): string {
  return doomed
    .flatMap((stack) => [
      `${colors.bold(stack.id)}   ${colors.dim(stack.stackName)}   ${plural(stack.resources.length, 'resource')} deleted`,
      ...losses(stack).map((resource) => colors.red(`  - ${describe(resource)}   DELETED with what is in it`)),
      ...stack.retained.map((resource) =>
        deleteData
          ? colors.red(colors.bold(`  - ${describe(resource)}   DELETED FOR GOOD`))
          : `    ${describe(resource)}   stays`,
      ),
    ])
    .concat('')
    .join('\n');
}

const describe = ({ type, physicalId }: StackResource): string => `${type}   ${printable(physicalId)}`;
