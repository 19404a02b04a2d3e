import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '@streamalert/config';
import { type CheckedProject, checkProject } from '@streamalert/local';
import type { Context } from './context.ts';
import { UsageError } from './errors.ts';
import { printIssues } from './terminal/issues.ts';

/** Where a command finds its configuration and rules. */
export interface ProjectOptions {
  readonly conf: string;
  readonly rules?: readonly string[];
  /** Also what a deployment on AWS is built from. */
  readonly deployment?: boolean;
}

/** A project without errors. */
export type Project = CheckedProject & { readonly config: Config };

/**
 * Loads and checks configuration and rules.
 *
 * @throws UsageError for rules that are named and do not exist.
 */
export function loadProject({ conf, rules, deployment = false }: ProjectOptions): Promise<CheckedProject> {
  const absent = rules?.filter((location) => !existsSync(location)) ?? [];
  if (absent.length > 0) throw new UsageError(`there is no ${absent.join(' and no ')}, named with --rules`);
  const shippedRules = fileURLToPath(import.meta.resolve('@streamalert/community-rules'));
  return checkProject({ conf, shippedRules, deployment, ...(rules !== undefined && { rules }) });
}

/**
 * Loads and checks everything a command starts with, and prints every problem to standard error.
 *
 * @returns `undefined` when an error stands in the way.
 */
export async function openProject(options: ProjectOptions, context: Context): Promise<Project | undefined> {
  const project = await loadProject(options);
  printIssues(
    project.issues.filter(({ severity }) => severity !== 'note'),
    context,
  );
  const { config } = project;
  if (config === undefined || project.issues.some(({ severity }) => severity === 'error')) {
    context.stderr.write('Nothing was started, as the configuration or the rules have errors.\n');
    return undefined;
  }
  if (project.shipped) {
    context.stderr.write('There are no rules of your own yet: the shipped community rules are used.\n');
  }
  return { ...project, config };
}
