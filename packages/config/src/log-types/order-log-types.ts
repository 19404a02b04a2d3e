import type { LogTypeSchema } from '../types.ts';

/**
 * The order in which log types are tried, as in 3.5: lower priorities first, equal ones as they come. One without a
 * priority (or with -1) takes the highest met so far, and -1 before any was met, so that it goes ahead of priority 0.
 */
export function orderByPriority(logTypes: readonly LogTypeSchema[]): LogTypeSchema[] {
  let highest = -1;
  const keyed = logTypes.map((logType) => {
    const given = logType.configuration.priority ?? -1;
    const key = given === -1 ? highest : given;
    highest = Math.max(highest, key);
    return { logType, key };
  });
  return keyed.sort((left, right) => left.key - right.key).map(({ logType }) => logType);
}
