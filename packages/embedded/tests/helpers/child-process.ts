import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A program of `tests/programs` in a process of its own. */
export interface Child {
  readonly pid: number;
  /** The next line that it prints; `undefined` when it has ended. */
  nextLine(): Promise<string | undefined>;
  kill(): Promise<void>;
  /** Waits for its end. */
  ended(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string }>;
}

/** Options of {@link startProgram}. */
export interface ProgramOptions {
  /** Run as this user, where the test may. */
  readonly uid?: number;
  /** No file may grow past this. */
  readonly fileLimitKib?: number;
}

/** Starts a program; it ends with the test at the latest. */
export function startProgram(name: string, args: readonly string[], options: ProgramOptions = {}): Child {
  const path = fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
  const command = [process.execPath, '--conditions=@streamalert/source', path, ...args];
  const limited =
    options.fileLimitKib === undefined
      ? command
      : ['sh', '-c', `ulimit -f ${options.fileLimitKib * 2}; exec "$@"`, 'sh', ...command];
  const child = spawn(limited[0] as string, limited.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return follow(child);
}

function follow(child: ChildProcess): Child {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const end = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    pid: child.pid as number,
    nextLine: async () => (await lines.next()).value,
    async kill() {
      child.kill('SIGKILL');
      await end;
    },
    async ended() {
      const [code, signal] = await end;
      return { code, signal, stderr };
    },
  };
}
