import type { FunctionCaller } from '@streamalert/aws/functions';
import { clusterNames } from '@streamalert/core/naming';
import { isJsonObject } from '@streamalert/rules-sdk';
import { chooseClusters } from '../alarms/choose-clusters.ts';
import type { Context, ExitCode } from '../context.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { formatCount, plural } from '../terminal/numbers.ts';

/** Options of `streamalert replay --deployed`. */
export interface ReplayOnAwsOptions {
  readonly conf: string;
  readonly format: 'text' | 'json';
  readonly strict?: boolean;
  readonly clusters?: readonly string[];
}

/** What a classifier says of the records that it tried. */
interface Tried {
  readonly tried: number;
  readonly classified: number;
  readonly kept: number;
}

/** Lets the deployed classifiers try their records in the quarantine again, one cluster after the other. */
export async function replayOnAws(options: ReplayOnAwsOptions, context: Context): Promise<ExitCode> {
  const deployment = await openDeployment(options.conf, context);
  if (deployment === undefined) return 1;
  const { prefix, region } = deployment;
  const clusters = chooseClusters(deployment.config, options.clusters);
  await connect(deployment);
  const { openFunctionCaller } = await import('@streamalert/aws/functions');
  const caller = openFunctionCaller({ region });
  const results: Record<string, Tried> = {};
  try {
    for (const cluster of clusters)
      results[cluster] = await replayCluster(caller, clusterNames(prefix, cluster).function);
  } finally {
    caller.close();
  }
  const all = Object.entries(results);
  context.stdout.write(
    options.format === 'json' ? `${JSON.stringify({ clusters: results })}\n` : all.map(say).join(''),
  );
  return options.strict === true && all.some(([, { kept }]) => kept > 0) ? 1 : 0;
}

const say = ([cluster, { tried, classified, kept }]: readonly [string, Tried]): string =>
  `${cluster}  ${plural(tried, 'record')} tried, ${formatCount(classified)} recognised, ${formatCount(kept)} still rejected\n`;

/** A classifier does as much as its time allows, and says where to go on. */
async function replayCluster(caller: FunctionCaller, name: string): Promise<Tried> {
  let total: Tried = { tried: 0, classified: 0, kept: 0 };
  let skip: number | undefined = 0;
  while (skip !== undefined) {
    const answer = await caller.call(name, { streamalert: 'replay', skip });
    const fields = isJsonObject(answer) ? answer : {};
    const count = (key: keyof Tried): number => total[key] + Number(fields[key] ?? 0);
    total = { tried: count('tried'), classified: count('classified'), kept: count('kept') };
    skip = typeof fields['skip'] === 'number' ? fields['skip'] : undefined;
  }
  return total;
}
