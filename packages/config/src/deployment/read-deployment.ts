import type { ConfDocument } from '../conf-documents.ts';
import { fillDefaults } from '../fill-defaults.ts';
import { toPlain } from '../json-document.ts';
import type { FileKind } from '../json-schemas.ts';
import { entriesOf, objectOf } from '../ordered-values.ts';
import type { BucketEvents, ClusterDeployment, Deployment, Functions, Infrastructure, Modules } from './types.ts';

/** The files that a deployment is built from; absent ones have their defaults. */
export interface DeploymentFiles {
  readonly global: ConfDocument;
  readonly lambda: ConfDocument | undefined;
  readonly scheduledQueries: ConfDocument | undefined;
  readonly threatIntel: ConfDocument | undefined;
  readonly clusters: readonly ConfDocument[];
}

/** What a deployment is built from. The files must be valid. */
export function readDeployment(files: DeploymentFiles): Deployment {
  const { global, lambda, scheduledQueries, threatIntel, clusters } = files;
  const { account, infrastructure } = filled<{
    account: Deployment['account'];
    infrastructure: Infrastructure;
  }>('global', global);
  return {
    account,
    infrastructure,
    functions: readFunctions(lambda, downloadsFeeds(threatIntel)),
    clusters: new Map(clusters.map((cluster) => [cluster.name, readClusterDeployment(cluster)])),
    scheduledQueries: { enabled: filled<{ enabled: boolean }>('scheduled_queries', scheduledQueries).enabled },
  };
}

function filled<T>(kind: FileKind, document: ConfDocument | undefined, more: object = {}): T {
  return fillDefaults<T>(kind, { ...more, ...(document === undefined ? {} : (toPlain(document.root) as object)) });
}

/** Functions that are deployed unless they are disabled, by their key in `lambda.json`. */
const always = {
  classifier_config: {},
  rules_engine_config: {},
  alert_merger_config: {},
  alert_processor_config: {},
  athena_partitioner_config: {},
  rule_promotion_config: {},
  artifact_extractor_config: {},
};

interface LambdaFile {
  readonly classifier_config: Functions['classifiers'];
  readonly rules_engine_config: Functions['rulesEngine'];
  readonly alert_merger_config: Functions['alertMerger'];
  readonly alert_processor_config: Functions['alertProcessor'];
  readonly athena_partitioner_config: Functions['history'];
  readonly rule_promotion_config: Functions['rulePromotion'];
  readonly threat_intel_downloader_config?: Functions['threatIntelDownloader'] & { readonly interval?: string };
  readonly artifact_extractor_config: Functions['artifacts'];
}

/** Whether `threat_intel.json` asks for downloads, whatever `lambda.json` says. */
function downloadsFeeds(threatIntel: ConfDocument | undefined): boolean {
  const intel = objectOf(threatIntel?.root);
  return intel.get('enabled') === true && entriesOf(intel.get('feeds')).length > 0;
}

function readFunctions(lambda: ConfDocument | undefined, downloads: boolean): Functions {
  const file = filled<LambdaFile>('lambda', lambda, {
    ...always,
    ...(downloads && { threat_intel_downloader_config: {} }),
  });
  const downloader = file.threat_intel_downloader_config;
  const asked = toPlain(lambda?.root ?? new Map()) as { threat_intel_downloader_config?: Record<string, unknown> };
  return {
    classifiers: { custom_metric_alarms: file.classifier_config.custom_metric_alarms },
    rulesEngine: file.rules_engine_config,
    alertMerger: file.alert_merger_config,
    alertProcessor: file.alert_processor_config,
    history: file.athena_partitioner_config,
    rulePromotion: file.rule_promotion_config,
    ...(downloader !== undefined && {
      threatIntelDownloader: {
        ...downloader,
        memory: Number(downloader.memory),
        timeout: Number(downloader.timeout),
        schedule_expression:
          asked.threat_intel_downloader_config?.['schedule_expression'] === undefined
            ? (downloader.interval ?? downloader.schedule_expression)
            : downloader.schedule_expression,
      },
    }),
    artifacts: file.artifact_extractor_config,
  };
}

interface ClusterFile {
  readonly classifier_config: ClusterDeployment['classifier'];
  readonly modules: Omit<Modules, 's3_events'> & {
    readonly s3_events?: Readonly<Record<string, BucketEvents | BucketEvents['filters']>>;
  };
}

function readClusterDeployment(cluster: ConfDocument): ClusterDeployment {
  const { classifier_config: classifier, modules } = filled<ClusterFile>('cluster', cluster);
  const { s3_events: buckets, ...others } = modules;
  return {
    name: cluster.name,
    classifier,
    modules: { ...others, ...(buckets !== undefined && { s3_events: readBuckets(buckets) }) },
  };
}

/** A bucket has filters, or an object that holds them. */
function readBuckets(buckets: Readonly<Record<string, BucketEvents | BucketEvents['filters']>>) {
  return Object.fromEntries(
    Object.entries(buckets).map(([bucket, events]) => [
      bucket,
      Array.isArray(events) ? { filters: events as BucketEvents['filters'] } : (events as BucketEvents),
    ]),
  );
}
