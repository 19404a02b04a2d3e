import type { BenchFunction } from './support/bench-functions.ts';
import type { BenchRow } from './support/bench-row.ts';
import { type StartUp, startFunction } from './support/function-process.ts';
import { type LocalDeployment, sourceBucket, startLocalDeployment } from './support/local-deployment.ts';
import { takesProcessorTime } from './support/measure.ts';
import { type PipelineRun, runPipeline } from './support/pipeline-run.ts';
import { costRows } from './support/stage-costs.ts';
import { announcement, functionOf, invokeWhole, measureStages, sqsEvent } from './support/stage-use.ts';

/** The functions as `streamalert build` makes them, and the pipeline that `sam deploy` makes of them on a local AWS server. */
export async function benchLambda(): Promise<BenchRow[]> {
  const local = await startLocalDeployment();
  try {
    const rows = [...sizes(local.functions), ...(await startTimes(local.functions))];
    const [shared = '', ...stacks] = await local.deployment.stacks();
    await local.deployment.samDeploy(shared);
    rows.push(await classifierMemory(local));
    const use = await measureStages(local);
    const built = (id: string): boolean => local.functions.some(({ stack }) => stack === id);
    for (const stack of stacks.filter(built)) await local.deployment.samDeploy(stack);
    rows.push(...pipelineRows(await runPipeline(local)), ...costRows(use));
    return rows;
  } finally {
    await local.stop();
  }
}

const sizes = (functions: readonly BenchFunction[]): BenchRow[] =>
  functions.map(({ bundle, bytes }) => ({
    measure: `bundle of ${bundle}, unzipped`,
    measured: bytes / 1000,
    unit: 'kB',
    required: 1500,
  }));

const starts = 11;

/** Functions take turns, so that a disturbance meets all of them. */
async function startTimes(functions: readonly BenchFunction[]): Promise<BenchRow[]> {
  const found = new Map<string, StartUp[]>(functions.map(({ bundle }) => [bundle, []]));
  const withRules: StartUp[] = [];
  for (let round = 0; round < starts; round++) {
    for (const definition of functions) {
      const started = await startFunction(definition);
      const { elapsedMs, processorMs } = started.startUp;
      found.get(definition.bundle)?.push(started.startUp);
      if (definition.bundle === 'rules-engine') {
        const loaded = await started.invoke({ Records: [] });
        withRules.push({
          elapsedMs: elapsedMs + loaded.elapsedMs,
          processorMs: processorMs + loaded.processorMs,
        });
      }
      await started.stop();
    }
  }
  return [
    ...[...found].map(([bundle, all]) => ({ ...startRow(`start of ${bundle}`, all), required: 250 })),
    startRow('start of rules-engine until its worker has the rules, for which its first batch waits', withRules),
  ];
}

function startRow(measure: string, all: readonly StartUp[]): BenchRow {
  const elapsed = sorted(all.map(({ elapsedMs }) => elapsedMs));
  const processor = sorted(all.map(({ processorMs }) => processorMs));
  const [counts, other] = takesProcessorTime ? [processor, elapsed] : [elapsed, processor];
  const [named, otherNamed] = takesProcessorTime
    ? ['of processor time', 'by the clock']
    : ['by the clock', 'of processor time'];
  return {
    measure,
    measured: median(counts),
    unit: 'ms',
    note: `median ${named}, least ${ms(counts[0])}; ${ms(median(other))} ${otherNamed}, least ${ms(other[0])}`,
  };
}

/** Of a generated object of 10 MB, gzipped. */
async function classifierMemory(local: LocalDeployment): Promise<BenchRow> {
  const key = 'AWSLogs/large.json.gz';
  await local.putObject(key, largeObjectRecords);
  const { ContentLength } = await local.send('s3', 'HeadObject', { Bucket: sourceBucket, Key: key });
  const started = await startFunction(functionOf(local.functions, 'classifier-prod'), local.url);
  try {
    const { peakMegabytes, processorMs } = await invokeWhole(started, sqsEvent([announcement(key)]));
    const size = `${(ContentLength / 1e6).toFixed(1)} MB`;
    return {
      measure: `memory of the classifier on an object of ${size}, gzipped (generated)`,
      measured: peakMegabytes,
      unit: 'MB',
      required: 256,
      recordsPerSecond: largeObjectRecords / (processorMs / 1000),
      note: 'peak of the process; records a second of its processor time',
    };
  } finally {
    await started.stop();
  }
}

const largeObjectRecords = 115_000;

function pipelineRows({ latencyMs, recordsPerSecond }: PipelineRun): BenchRow[] {
  const latency = sorted(latencyMs);
  const seconds = (value: number | undefined): string => `${((value ?? Number.NaN) / 1000).toFixed(1)} s`;
  return [
    {
      measure: 'deployed on the local server: record to delivered alert, median',
      measured: median(latency) / 1000,
      unit: 's',
      required: 5,
      note: `${seconds(latency[0])} to ${seconds(latency.at(-1))} by the clock`,
    },
    {
      measure: 'deployed on the local server: objects put until the last alert',
      measured: recordsPerSecond,
      unit: 'records/s',
      note: 'by the clock; one process of Python stands for all of AWS',
    },
  ];
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => values[values.length >> 1] ?? Number.NaN;
const ms = (value: number | undefined): string => `${Math.round(value ?? Number.NaN)} ms`;
