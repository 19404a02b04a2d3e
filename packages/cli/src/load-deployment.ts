import { type Config, type Deployment, hasErrors, loadConfig } from '@streamalert/config';
import type { Context } from './context.ts';
import { printIssues } from './terminal/issues.ts';

/** A configuration without errors from which a deployment is built. */
export type DeploymentConfig = Config & { readonly deployment: Deployment };

/**
 * Loads what a deployment is built from, and prints every problem to standard error.
 *
 * @returns `undefined` when an error stands in the way.
 */
export async function loadDeployment(conf: string, context: Context): Promise<DeploymentConfig | undefined> {
  const { config, issues } = await loadConfig(conf, { deployment: true });
  printIssues(
    issues.filter(({ severity }) => severity !== 'note'),
    context,
  );
  if (config?.deployment === undefined || hasErrors(issues)) return undefined;
  return { ...config, deployment: config.deployment };
}
