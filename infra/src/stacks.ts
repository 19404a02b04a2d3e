import type { Config } from '@streamalert/config';
import { type BuildContext, createContext } from './build-context.ts';
import { clusterStack, remoteStacks } from './cluster/cluster-stack.ts';
import { artifactsBucket } from './shared/buckets.ts';
import { sharedStack } from './shared/shared-stack.ts';
import { alertMergerStack } from './stages/alert-merger.ts';
import { alertProcessorStack } from './stages/alert-processor.ts';
import { rulePromotionStack } from './stages/rule-promotion.ts';
import { rulesEngineStack } from './stages/rules-engine.ts';
import { threatIntelDownloaderStack } from './stages/threat-intel-downloader.ts';
import type { Template } from './template.ts';

/** One stack of a deployment. */
export interface Stack {
  /** `shared`, a stage, `cluster-<name>`, or `cluster-<name>-<region>`; also the name of its folder. */
  readonly id: string;
  /** Name in CloudFormation, unique in the account and region. */
  readonly stackName: string;
  readonly region: string;
  readonly template: Template;
  /** Bundles of its functions. */
  readonly bundles: readonly string[];
  /** Stacks that have to be there before. */
  readonly needs: readonly string[];
}

/**
 * The stack of the bucket that bundles and large templates are uploaded to. It is no part of {@link buildStacks}: `sam deploy` has a bucket of
 * its own.
 *
 * @param config Loaded with `deployment`.
 */
export function artifactsStack(config: Config): Stack {
  const context = createContext(config, (bundle) => bundle);
  return {
    id: 'artifacts',
    stackName: `${context.prefix}-streamalert-artifacts`,
    region: context.account.region,
    template: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'StreamAlert: what is uploaded for a deployment. Bundles of functions, templates.',
      Resources: artifactsBucket(context),
    },
    bundles: [],
    needs: [],
  };
}

/** Options of {@link buildStacks}. */
export interface BuildOptions {
  /** Folder of the bundles, relative to the folder of a template. Default `../../functions`. */
  readonly bundles?: string;
}

/**
 * The stacks of a deployment, in the order in which they are deployed. Each can be changed without the others; what they know of each
 * other is names.
 *
 * @param config Loaded with `deployment`.
 */
export function buildStacks(config: Config, { bundles = '../../functions' }: BuildOptions = {}): readonly Stack[] {
  const context = createContext(config, (bundle) => `${bundles}/${bundle}`);
  const stages: readonly [string, boolean, (context: BuildContext) => Template | undefined][] = [
    ['alert-processor', context.deployment.functions.alertProcessor.enabled, alertProcessorStack],
    ['alert-merger', context.deployment.functions.alertMerger.enabled, alertMergerStack],
    ['rules-engine', context.deployment.functions.rulesEngine.enabled, rulesEngineStack],
    ['rule-promotion', true, rulePromotionStack],
    ['threat-intel-downloader', true, threatIntelDownloaderStack],
  ];
  const stack = (id: string, template: Template, more: Partial<Stack> = {}): Stack => ({
    id,
    stackName: `${context.prefix}-streamalert-${id}`,
    region: context.account.region,
    template,
    bundles: [],
    needs: id === 'shared' ? [] : ['shared'],
    ...more,
  });
  const clusters = [...context.deployment.clusters.values()].flatMap((cluster) => {
    const id = `cluster-${cluster.name}`;
    return [
      stack(id, clusterStack(context, cluster), { bundles: [`classifier-${cluster.name}`] }),
      ...[...remoteStacks(context, cluster)].map(([region, template]) =>
        stack(`${id}-${region}`, template, { region, needs: [id] }),
      ),
    ];
  });
  return [
    stack('shared', sharedStack(context)),
    ...stages.flatMap(([id, enabled, build]) => {
      const template = enabled ? build(context) : undefined;
      return template === undefined ? [] : [stack(id, template, { bundles: [id] })];
    }),
    ...clusters,
  ];
}
