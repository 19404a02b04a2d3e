import type { ClassifiedRecord, Clock, Logger } from '@streamalert/core';
import { encodeMessage } from '@streamalert/core/wire';
import { type BodiesEvaluation, createInProcessEngine, createIsolatedEngine } from '@streamalert/rules-engine';
import type { Project } from '../project.ts';
import { openResources } from './open-resources.ts';

/** Options of {@link openEngine}. */
export interface OpenEngineOptions {
  readonly project: Project;
  readonly stateDir: string;
  readonly isolate: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The rules of a project, without the rest of the pipeline. */
export interface OpenEngine {
  evaluate(records: readonly ClassifiedRecord[]): Promise<BodiesEvaluation>;
  close(): Promise<void>;
}

/** Opens the rules with what they ask for. */
export async function openEngine({
  project,
  stateDir,
  isolate,
  clock,
  logger,
}: OpenEngineOptions): Promise<OpenEngine> {
  const { config, locations } = project;
  const { close, ...resources } = await openResources({ config, stateDir, clock, logger });
  const createEngine = isolate ? createIsolatedEngine : createInProcessEngine;
  const { defaultOutputs } = config.global;
  const engine = await createEngine({ locations, defaultOutputs, clock, ...resources });
  let failing = false;
  return {
    async evaluate(records) {
      const text = new TextEncoder().encode(`[${records.map(encodeMessage).join(',\n')}]`);
      const evaluation = await engine.evaluateBodies([{ id: 'evaluate', text }]);
      const reason = evaluation.intel?.reason;
      if (reason !== undefined && !failing) logger.error('indicators cannot be looked up', { reason });
      failing = reason !== undefined;
      return evaluation;
    },
    async close() {
      await engine.close();
      await close();
    },
  };
}
