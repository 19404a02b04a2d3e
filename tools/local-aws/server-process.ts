import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server on 127.0.0.1 that this process started. */
export interface ServerProcess {
  readonly url: string;
  /** Processes that it starts are its children. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** How to start a server on a port. */
export interface ServerCommand {
  readonly program: string;
  arguments(port: number): readonly string[];
  environment?(port: number): Readonly<Record<string, string>>;
  /** A path that it answers, whatever the status, once it is ready. */
  readonly readyPath: string;
}

/** Much more than it takes, for machines that are busy with something else. */
const readyWithinMs = 120_000;

/** Starts a server with a folder of its own as home and for temporary files, and waits until it answers. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  // Between asking for a free port and taking it somebody else may take it.
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(await freePort(), command);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

async function startOn(port: number, command: ServerCommand): Promise<ServerProcess> {
  const home = mkdtempSync(join(tmpdir(), 'streamalert-server-'));
  const child = spawn(command.program, command.arguments(port), {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home, ...command.environment?.(port) },
    // It ends when this is closed, which the system does for a run that was killed.
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output = (output + String(chunk)).slice(-4000);
  });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, `${url}${command.readyPath}`);
    return { url, pid: child.pid as number, stop };
  } catch (error) {
    await stop();
    throw new Error(`${command.program} did not start: ${output}`, { cause: error });
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let failed: unknown;
  child.once('error', (error) => {
    failed = error;
  });
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (failed !== undefined) throw failed;
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    try {
      await (await fetch(url, { signal: AbortSignal.timeout(2000) })).arrayBuffer();
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`it did not answer within ${readyWithinMs / 1000} s`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
