import { BodyReader } from './body-reader.ts';
import { decodeBodies } from './decode-bodies.ts';
import { EngineClosedError } from './errors.ts';
import { createIndicatorMatcher } from './intel/indicator-matcher.ts';
import type { BodiesEngine, IsolatedEngineOptions } from './isolation/isolated-engine.ts';
import { loadRules } from './load-rules.ts';
import { createFilteringEngine, sortById } from './rules-engine.ts';

/** Options of {@link createInProcessEngine}: those of an isolated engine, as far as nothing is isolated. */
export type InProcessEngineOptions = Omit<IsolatedEngineOptions, 'memoryMb' | 'startLimitMs' | 'logger'>;

/**
 * Rules in the caller's own thread, for debugging them: breakpoints are hit and stacks are whole, and a rule that does
 * not return, takes all memory or ends the process does so to the caller.
 */
export async function createInProcessEngine(options: InProcessEngineOptions): Promise<BodiesEngine> {
  const { locations, timeLimitMs, staged: stagedAtStart, intel, ...rest } = options;
  const loaded = await loadRules(locations);
  const staged = new Set(stagedAtStart);
  const parked = new Set<string>();
  const engine = createFilteringEngine({
    ...rest,
    rules: loaded.rules.map(({ rule }) => rule),
    staged,
    ...(timeLimitMs !== undefined && { limits: { timeLimitMs } }),
    ...(intel !== undefined && { intel: createIndicatorMatcher({ ...intel, clock: options.clock }) }),
  });
  const reader = new BodyReader(engine.filterOf);
  let closed = false;
  return {
    ruleIds: sortById(loaded.rules.map(({ rule }) => rule)).map(({ id }) => id),
    issues: loaded.issues,
    async evaluateBodies(bodies) {
      if (closed) throw new EngineClosedError('the rules engine is closed');
      const { records, results } = decodeBodies(bodies, reader);
      const evaluation = await engine.evaluate(records);
      for (const { rule, parked: isParked } of evaluation.failures) if (isParked === true) parked.add(rule);
      return { ...evaluation, bodies: results };
    },
    stage(ids) {
      staged.clear();
      for (const id of ids) staged.add(id);
    },
    parked: () => [...parked].sort(),
    async close() {
      closed = true;
    },
  };
}
