import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@streamalert/config';
import { buildStacks, type Template, type Value } from '@streamalert/infra';
import { type Deployment, deployedFiles, makeDeployment } from '../../tests/helpers/deployment.ts';
import { root } from '../../workspace.ts';
import { markerRule } from './audit-objects.ts';

/** A function of the deployment, built. */
export interface BenchFunction {
  /** `rules-engine`, `classifier-prod` */
  readonly bundle: string;
  /** That deploys it. */
  readonly stack: string;
  /** Of its bundle. */
  readonly folder: string;
  /** Without source maps. */
  readonly bytes: number;
  /** What `conf/` gives it. */
  readonly memoryMegabytes: number;
  /** Its variables as its template has them. */
  readonly environment: Readonly<Record<string, string>>;
}

const { 'conf/global.json': global } = deployedFiles;

/**
 * The deployment of the tests with everything that has a function of its own switched on, and one rule of ours. History is JSON, as the
 * local server makes a file of Parquet for each record; functions do not know the difference.
 */
const files = {
  ...deployedFiles,
  'conf/global.json': {
    ...global,
    infrastructure: { ...global.infrastructure, rule_staging: { enabled: true } },
  },
  'conf/lambda.json': {
    threat_intel_downloader_config: { enabled: true },
    athena_partitioner_config: { file_format: 'json' },
  },
  'rules/bursts.ts': markerRule,
};

/** Makes the detection repo whose functions are measured. */
export const makeBenchDeployment = (...[sam, url]: Parameters<typeof makeDeployment>): Deployment => {
  const deployment = makeDeployment(sam, url);
  deployment.write(files);
  return deployment;
};

/** Builds every function that `apps/` has. @throws Error for one that no stack of the deployment has. */
export async function buildFunctions(deployment: Deployment): Promise<readonly BenchFunction[]> {
  const { config } = await loadConfig(join(deployment.dir, 'conf'), { deployment: true });
  if (config === undefined) throw new Error('the configuration of the bench has errors');
  const stacks = buildStacks(config);
  const isOf = (app: string, bundle: string): boolean => bundle === app || bundle.startsWith(`${app}-`);
  const found = readdirSync(join(root, 'apps')).flatMap((app) => {
    const ofApp = stacks.flatMap(({ id, bundles, template }) =>
      bundles.filter((bundle) => isOf(app, bundle)).map((bundle) => ({ bundle, stack: id, template })),
    );
    if (ofApp.length === 0) throw new Error(`no stack of the bench's deployment has a function of apps/${app}`);
    return ofApp;
  });
  const names = found.map(({ bundle }) => bundle);
  const built = JSON.parse(
    await deployment.streamalert('build', '--format', 'json', '--function', ...names),
  ) as Built[];
  return found.map(({ bundle, stack, template }) => {
    const { folder, sizeBytes } = built.find((one) => one.bundle === bundle) as Built;
    return { bundle, stack, folder: join(deployment.dir, folder), bytes: sizeBytes, ...settingsOf(template) };
  });
}

interface Built {
  readonly bundle: string;
  readonly folder: string;
  readonly sizeBytes: number;
}

function settingsOf({ Resources }: Template): Pick<BenchFunction, 'memoryMegabytes' | 'environment'> {
  const { MemorySize, Environment } = Resources['Function']?.Properties ?? {};
  const { Variables } = Environment as { readonly Variables: Readonly<Record<string, Value>> };
  return {
    memoryMegabytes: Number(MemorySize),
    environment: Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, textOf(value)])),
  };
}

/** A value of a template, in the account and region of the local AWS server. */
function textOf(value: Value): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const text = (value as { readonly 'Fn::Sub'?: string })['Fn::Sub'];
  if (text === undefined) throw new Error(`the bench cannot tell the value of ${JSON.stringify(value)}`);
  return text.replaceAll(/\$\{AWS::(\w+)\}/g, (_, name: string) => pseudoParameters[name] ?? '');
}

const pseudoParameters: Readonly<Record<string, string>> = {
  AccountId: global.account.aws_account_id,
  Region: global.account.region,
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
};
