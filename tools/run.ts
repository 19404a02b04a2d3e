import { spawn } from 'node:child_process';

/** How a child process ended. */
export interface Finished {
  readonly code: number;
  /** Standard output and standard error, in the order they came. */
  readonly output: string;
  readonly stdout: string;
}

/** Where and with what a child process runs. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Runs a program to its end, without a terminal or input, and returns what it printed whatever its exit code. */
export function run(command: string, args: readonly string[], { cwd, env, timeoutMs }: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...outerEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/** Like {@link run}, for a program that must succeed: a failure is thrown with everything it printed. */
export async function mustRun(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const finished = await run(command, args, options);
  if (finished.code === 0) return finished;
  throw new Error(`${command} ${args.join(' ')} ended with ${finished.code}:\n${finished.output}`);
}

/** This process's environment without what npm, Nx and vitest tell their own children, and with where npm is configured. */
function outerEnvironment(): Record<string, string> {
  const inner =
    /^(npm_(?!config_(?:registry|globalconfig)$)|NX_|VITEST|NODE_OPTIONS$|NODE_ENV$|INIT_CWD$|FORCE_COLOR$)/;
  const kept = Object.entries(process.env).filter(([name, value]) => value !== undefined && !inner.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), NO_COLOR: '1' };
}
