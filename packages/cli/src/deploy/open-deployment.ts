import type { DeploymentAws } from '@streamalert/aws/deployment';
import type { Config } from '@streamalert/config';
import { PipelineError } from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { artifactsStack, buildStacks, type Stack } from '@streamalert/infra';
import type { Context } from '../context.ts';
import { type DeploymentConfig, loadDeployment } from '../load-deployment.ts';

/** What `conf/` says of a deployment. */
export interface Deployment {
  readonly config: DeploymentConfig;
  readonly prefix: string;
  readonly region: string;
  readonly accountId: string;
  /** In the order in which they are deployed. */
  readonly stacks: readonly Stack[];
  /** Holds the bucket that bundles are uploaded to; before all others. */
  readonly artifacts: Stack;
  readonly artifactsBucket: string;
}

/** The deployment is another one than AWS is asked about. */
export class WrongAccountError extends PipelineError {
  override readonly name = 'WrongAccountError';
}

/** @param config Loaded with `deployment`. */
export function deploymentOf(config: Config): Deployment {
  const { deployment } = config;
  if (deployment === undefined) throw new Error('load the configuration with { deployment: true }');
  const { prefix, region, aws_account_id: accountId } = deployment.account;
  return {
    config: { ...config, deployment },
    prefix,
    region,
    accountId,
    stacks: buildStacks(config),
    artifacts: artifactsStack(config),
    artifactsBucket: deploymentNames(prefix).buckets.artifacts,
  };
}

/** Loads what `conf/` says of a deployment. @returns `undefined` when it has errors, which are printed. */
export async function openDeployment(conf: string, context: Context): Promise<Deployment | undefined> {
  const config = await loadDeployment(conf, context);
  if (config !== undefined) return deploymentOf(config);
  context.stderr.write('Nothing was done, as the configuration has errors.\n');
  return undefined;
}

/**
 * Connects to the account and region of a deployment. The SDK is loaded here, so that no other command waits for it.
 *
 * @throws WrongAccountError when who is signed in belongs to another account.
 */
export async function connect({ region, accountId }: Deployment): Promise<DeploymentAws> {
  const { connectDeployment } = await import('@streamalert/aws/deployment');
  const aws = await connectDeployment(region);
  if (aws.accountId !== accountId) {
    throw new WrongAccountError(
      `conf/global.json#/account/aws_account_id is ${accountId}, and the credentials are of ${aws.accountId}`,
    );
  }
  return aws;
}
