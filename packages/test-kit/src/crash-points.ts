/** The visit of a point at which the process ends, from 1. */
export interface Crash<Name extends string> {
  readonly name: Name;
  readonly visit: number;
}

/** Named places of a flow at which a test can kill the process. */
export interface CrashPoints<Name extends string> {
  readonly names: readonly Name[];
  /** To be called at the place. Does not return when it is the chosen visit. */
  reach(name: Name): void;
  /** How often each place was reached. */
  visits(): Readonly<Record<Name, number>>;
}

/** Options of {@link createCrashPoints}. */
export interface CrashPointsOptions<Name extends string> {
  readonly names: readonly Name[];
  /** Never, when absent. */
  readonly crash?: Crash<Name>;
  /** How to end. Default: SIGKILL, as the operating system would, so that nothing is tidied up. */
  readonly kill?: () => void;
}

/**
 * Crash points of one process.
 *
 * @throws TypeError when the crash, or a place that is reached, is not one of the names: a test that kills nowhere proves nothing.
 */
export function createCrashPoints<const Name extends string>(options: CrashPointsOptions<Name>): CrashPoints<Name> {
  const { names, crash, kill = killProcess } = options;
  const visits = new Map<Name, number>(names.map((name) => [name, 0]));
  const visitsOf = (name: Name): number => {
    const count = visits.get(name);
    if (count === undefined) throw new TypeError(`"${name}" is not one of the crash points ${names.join(', ')}`);
    return count;
  };
  if (crash !== undefined) visitsOf(crash.name);
  return {
    names,
    reach(name) {
      const visit = visitsOf(name) + 1;
      visits.set(name, visit);
      if (crash?.name === name && crash.visit === visit) kill();
    },
    visits() {
      return Object.fromEntries(visits) as Record<Name, number>;
    },
  };
}

/** Reads `name:visit`, or `name` for its first visit, as a child process gets it. */
export function parseCrash(text: string): Crash<string> {
  const [name = '', visit = '1'] = text.split(':');
  return { name, visit: Number(visit) };
}

function killProcess(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may arrive a moment later, and nothing may happen until then.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
