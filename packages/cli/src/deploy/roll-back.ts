import type { DeploymentAws, DeploymentNotes } from '@streamalert/aws/deployment';
import type { Stack } from '@streamalert/infra';
import { functionsOf, readLiveVersions } from './live-versions.ts';

/** A function that goes back to another version. */
export interface RollbackStep {
  readonly function: string;
  /** Id of its stack. */
  readonly stack: string;
  readonly from: string;
  readonly to: string;
}

/** What would go back, and what cannot. */
export interface RollbackPlan {
  readonly steps: readonly RollbackStep[];
  /** Why a function cannot go back. */
  readonly problems: readonly string[];
}

/**
 * Finds for each function the version that was live before the one that is: the one that `deploy` remembered, else the next lower one.
 *
 * @param to Of one function: this version.
 */
export async function planRollback(
  aws: DeploymentAws,
  notes: DeploymentNotes,
  stacks: readonly Stack[],
  to?: string,
): Promise<RollbackPlan> {
  const steps: RollbackStep[] = [];
  const problems: string[] = [];
  for (const stack of stacks) {
    for (const name of functionsOf(stack)) {
      const from = await aws.functions.live(name);
      if (from === undefined) {
        problems.push(`${name} is not deployed`);
        continue;
      }
      const versions = await aws.functions.list(name);
      const target = to ?? (await versionBefore(from, versions, notes, name));
      if (target === undefined) problems.push(`${name} has no version before ${from}`);
      else if (!versions.includes(target)) {
        problems.push(`${name} has no version ${target}; there are ${versions.join(', ')}`);
      } else if (target === from) problems.push(`of ${name} version ${from} is live already`);
      else steps.push({ function: name, stack: stack.id, from, to: target });
    }
  }
  return { steps, problems };
}

async function versionBefore(
  live: string,
  versions: readonly string[],
  notes: DeploymentNotes,
  name: string,
): Promise<string | undefined> {
  const noted = await readLiveVersions(notes, name);
  // A note of another live version is of before somebody moved the alias.
  if (noted?.live === live && noted.before !== undefined && versions.includes(noted.before)) return noted.before;
  return versions.findLast((version) => Number(version) < Number(live));
}

/**
 * Makes the former versions live, all or none.
 *
 * @throws AwsError after those that were moved are where they were.
 */
export async function rollBack({ functions }: DeploymentAws, steps: readonly RollbackStep[]): Promise<void> {
  const moved: RollbackStep[] = [];
  try {
    for (const step of steps) {
      await functions.makeLive(step.function, step.to);
      moved.push(step);
    }
  } catch (error) {
    for (const step of moved) await functions.makeLive(step.function, step.from);
    throw error;
  }
}
