/** Something to be measured; what it returns is waited for. */
export interface Variant {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** The processor time of this process, for comparing on a machine that others use too; otherwise the time that passes. */
export const takesProcessorTime = process.argv.includes('--cpu');

/** Milliseconds since some moment. */
export function now(): number {
  if (!takesProcessorTime) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How variants are measured. */
export interface MeasureOptions {
  readonly rounds?: number;
}

/**
 * Best of some rounds, in seconds by name. The variants take turns, so that a disturbance meets all of them, and each runs
 * twice in a turn, so that one run at least does not clear away what another variant left behind. Before the first round
 * each runs once, so that none pays for the compiler.
 */
export async function measure(
  variants: readonly Variant[],
  { rounds = 3 }: MeasureOptions = {},
): Promise<(name: string) => number> {
  const best = new Map<string, number>();
  for (const { run } of variants) await run();
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of variants) {
      for (let turn = 0; turn < 2; turn++) {
        const started = now();
        await run();
        best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, (now() - started) / 1000));
      }
    }
  }
  return (name) => {
    const seconds = best.get(name);
    if (seconds === undefined) throw new Error(`"${name}" was not measured`);
    return seconds;
  };
}
