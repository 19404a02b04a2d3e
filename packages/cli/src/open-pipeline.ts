import { createSystemClock } from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { openPipeline, type Pipeline } from '@streamalert/local';
import type { Context } from './context.ts';
import type { Project } from './project.ts';
import { openSecrets } from './secrets.ts';
import type { LiveLine } from './terminal/live-line.ts';
import { createLogger } from './terminal/logger.ts';

/** Options of commands that run the pipeline. */
export interface PipelineCommandOptions {
  readonly state: string;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
  /** `false` runs the rules in this process. */
  readonly isolate?: boolean;
}

/** Opens state and pipeline around `work`, and closes both, however it ends. */
export async function withPipeline<T>(
  project: Project,
  options: PipelineCommandOptions,
  { context, line, owner }: { readonly context: Context; readonly line: LiveLine; readonly owner: string },
  work: (pipeline: Pipeline) => Promise<T>,
): Promise<T> {
  const clock = createSystemClock();
  const state = await openState({ dir: options.state, clock, owner });
  // With --format json the summary is alone on standard output.
  const alertsTo = options.format === 'json' ? context.stderr : context.stdout;
  try {
    const pipeline = await openPipeline({
      state,
      clock,
      project,
      secrets: openSecrets(context.settings),
      isolate: options.isolate !== false,
      logger: createLogger(context, options.verbose === true, line),
      console: {
        write: (text) => line.above(() => alertsTo.write(text)),
        color: options.format === 'text' && context.out.isColorSupported,
        width: () => alertsTo.columns,
      },
    });
    try {
      return await work(pipeline);
    } finally {
      line.end();
      await pipeline.close();
    }
  } finally {
    await state.close();
  }
}
