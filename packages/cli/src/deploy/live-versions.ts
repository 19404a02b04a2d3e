import type { DeploymentAws, DeploymentNotes } from '@streamalert/aws/deployment';
import type { Stack } from '@streamalert/infra';

/** Which version of a function was live before the one that is. */
export interface LiveVersions {
  readonly live: string;
  readonly before?: string;
}

/** Names of the functions of a stack. */
export function functionsOf({ template }: Stack): readonly string[] {
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    const name = Properties?.['FunctionName'];
    return Type === 'AWS::Serverless::Function' && typeof name === 'string' ? [name] : [];
  });
}

/** Where it is remembered which versions were live. */
export const openNotes = (aws: DeploymentAws, prefix: string): DeploymentNotes =>
  aws.notes(`/${prefix}/streamalert/deployments`);

/** @returns `undefined` where nothing is remembered, as after a deployment with SAM. */
export async function readLiveVersions(
  notes: DeploymentNotes,
  functionName: string,
): Promise<LiveVersions | undefined> {
  const text = await notes.read(functionName);
  return text === undefined ? undefined : (JSON.parse(text) as LiveVersions);
}

/** Remembers which versions are live now, and which were before. Numbers alone do not tell: a version may have been rolled back. */
export async function noteLiveVersions(
  aws: DeploymentAws,
  notes: DeploymentNotes,
  before: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  for (const [name, former] of before) {
    const live = await aws.functions.live(name);
    if (live === undefined || live === former) continue;
    await notes.write(name, JSON.stringify({ live, ...(former !== undefined && { before: former }) }));
  }
}

/** A function whose newest version is not the one that is live. */
export interface RolledBack {
  /** Of its stack. */
  readonly id: string;
  readonly live: string;
  readonly newest: string;
}

/** Functions of stacks that were rolled back: CloudFormation does not know of that, and leaves them so while nothing changes. */
export async function rolledBackFunctions(
  aws: DeploymentAws,
  stacks: readonly Stack[],
): Promise<readonly RolledBack[]> {
  const found = await Promise.all(
    stacks.map(async (stack) =>
      Promise.all(
        functionsOf(stack).map(async (name): Promise<RolledBack[]> => {
          const live = await aws.functions.live(name);
          const newest = live === undefined ? undefined : (await aws.functions.list(name)).at(-1);
          return live === undefined || newest === undefined || newest === live ? [] : [{ id: stack.id, live, newest }];
        }),
      ),
    ),
  );
  return found.flat(2);
}
