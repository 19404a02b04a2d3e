import { createSystemClock } from '@streamalert/core';
import { createEnvironmentSecrets, createLogger, openState } from '@streamalert/embedded';
import { createCrashPoints, parseCrash } from '@streamalert/test-kit';
import { checkProject, chooseSource, handOvers, openPipeline, replay, resolveInputs, run } from '../../src/index.ts';
import type { ChildOptions } from './project.ts';

/** One run in a process of its own, so that a test can kill it. Prints the summary, and how often each hand-over was passed. */
async function main(options: ChildOptions): Promise<void> {
  const project = await checkProject({ conf: options.conf, rules: options.rules, shippedRules: '' });
  const { config } = project;
  if (config === undefined) throw new Error(JSON.stringify(project.issues));
  const clock = createSystemClock();
  const state = await openState({ dir: options.state, clock });
  const points = createCrashPoints({
    names: handOvers,
    ...(options.crash !== undefined && { crash: parseCrash(options.crash) as never }),
  });
  const pipeline = await openPipeline({
    state,
    clock,
    project: { ...project, config },
    secrets: createEnvironmentSecrets({ environment: options.environment }),
    logger: createLogger({ level: 'warn', format: 'text', clock, stream: process.stderr }),
    console: { write: () => {}, color: false },
  });
  const stageOptions = {
    drainMs: options.drainMs ?? 10_000,
    signal: new AbortController().signal,
    reach: points.reach,
  };
  const { summary, record } = await (options.replay === true
    ? replay(pipeline, stageOptions)
    : run(pipeline, {
        ...stageOptions,
        chosen: chooseSource(config, {}),
        inputs: await resolveInputs(options.inputs),
      }));
  await new Promise<void>((resolve) =>
    process.stdout.write(
      `${JSON.stringify({ summary, visits: points.visits(), peakMegabytes: process.resourceUsage().maxRSS / 1024 })}\n`,
      () => resolve(),
    ),
  );
  await record.finish();
  await pipeline.close();
  await state.close();
}

await main(JSON.parse(process.argv[2] as string) as ChildOptions);
