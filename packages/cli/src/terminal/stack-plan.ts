import type { ResourceChange } from '@streamalert/aws/deployment';
import type { Colors } from '../context.ts';
import { keepsData, losesData } from '../deploy/data-keeping.ts';
import type { PlannedStack } from '../deploy/plan-stack.ts';
import { plural } from './numbers.ts';
import { printable } from './printable.ts';

const signs = { add: '+', modify: '~', replace: '!', remove: '-', import: '<' } as const;

/** What would happen to each stack, for a person: what is lost first, and loudest. */
export function formatPlan(stacks: readonly PlannedStack[], colors: Colors, verbose: boolean): string {
  const changed = stacks.filter(({ action }) => action !== 'none');
  const same = stacks.filter(({ action }) => action === 'none').map(({ stack }) => stack.id);
  return [
    ...changed.flatMap((planned) => formatStack(planned, colors, verbose)),
    ...(same.length > 0 ? [`no change: ${same.join(', ')}`] : []),
    '',
  ].join('\n');
}

function formatStack(planned: PlannedStack, colors: Colors, verbose: boolean): string[] {
  const { stack, changes } = planned;
  const isNew = planned.action !== 'update';
  const shown = isNew && !verbose ? changes.filter(({ action }) => action !== 'add') : changes;
  const sorted = shown.toSorted((a, b) => Number(losesData(b)) - Number(losesData(a)));
  const where = stack.stackName === stack.id ? '' : colors.dim(`   ${stack.stackName}`);
  return [
    `${colors.bold(stack.id)}${where}   ${summary(planned)}`,
    ...sorted.map((change) => formatChange(change, colors)),
    ...(isNew && !verbose ? [colors.dim(`  + ${countByType(changes)}`)] : []),
  ];
}

function summary({ action, changes, adoptions }: PlannedStack): string {
  const made = changes.filter((change) => change.action === 'add').length;
  switch (action) {
    case 'create':
      return `is made, with ${plural(changes.length, 'resource')}`;
    case 'recreate':
      return `was never made whole: what is left of it is removed, and it is made with ${plural(changes.length, 'resource')}`;
    case 'adopt':
      return `takes over ${plural(adoptions.length, 'resource')} that exist, makes them what conf/ says, and makes ${made} more`;
    default:
      return plural(changes.length, 'change');
  }
}

/** `~ Function   AWS::Lambda::Function   acme_streamalert_rules_engine   Code, Environment` */
function formatChange(change: ResourceChange, colors: Colors): string {
  const { action, logicalId, type, physicalId, properties, conditional, retained } = change;
  const words = [
    physicalId === undefined || physicalId === logicalId ? '' : printable(physicalId),
    properties.join(', '),
    action === 'replace' ? 'REPLACED by a new one' : '',
    conditional && keepsData(type) ? 'perhaps replaced by a new one' : '',
    action === 'remove' && !retained ? 'DELETED' : '',
    (action === 'remove' || action === 'replace') && retained ? 'the former stays in the account' : '',
  ].filter((word) => word !== '');
  const line = `  ${signs[action]} ${logicalId}   ${type}   ${words.join('   ')}`.trimEnd();
  if (losesData(change)) return colors.red(colors.bold(line));
  if (conditional && keepsData(type)) return colors.yellow(line);
  return action === 'add' && !keepsData(type) ? colors.dim(line) : line;
}

/** `AWS::CloudWatch::Alarm ×9, AWS::SQS::Queue ×4` */
function countByType(changes: readonly ResourceChange[]): string {
  const added = changes.filter(({ action }) => action === 'add');
  const counts = [...Map.groupBy(added, ({ type }) => type)].map(([type, all]) => [type, all.length] as const);
  return counts
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([type, count]) => (count === 1 ? type : `${type} ×${count}`))
    .join(', ');
}
