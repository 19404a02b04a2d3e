import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BenchFunction } from './bench-functions.ts';

/** What the start of a function took, from that of its process until the handler was there. */
export interface StartUp {
  readonly elapsedMs: number;
  /** Of all threads. */
  readonly processorMs: number;
}

/** What an invocation gave and took. */
export interface Invoked {
  readonly response: unknown;
  readonly elapsedMs: number;
  /** Of all threads. */
  readonly processorMs: number;
  /** Resident memory of the process, the most so far. */
  readonly peakMegabytes: number;
  /** Requests sent, by service and action: `sqs SendMessageBatch`, `s3 GET`, `http POST` for one that is not of AWS. */
  readonly calls: Readonly<Record<string, number>>;
  /** Bytes written to the log. */
  readonly logBytes: number;
}

/** A function in a process of its own, as Lambda starts one. */
export interface FunctionProcess {
  readonly startUp: StartUp;
  /** @throws Error that the handler threw. */
  invoke(event: unknown): Promise<Invoked>;
  stop(): Promise<void>;
}

const worker = fileURLToPath(new URL('function-worker.js', import.meta.url));
/** A limit that a bench does not reach, on however busy a machine. */
const limitMs = 900_000;

/** @param endpoint Address of a local AWS server; without one the function may start, and reach nothing. */
export async function startFunction(
  { folder, environment }: BenchFunction,
  endpoint?: string,
): Promise<FunctionProcess> {
  const child = spawn(process.execPath, [worker, pathToFileURL(join(folder, 'index.js')).href], {
    cwd: folder,
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  let logBytes = 0;
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    logBytes += chunk.length;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + String(chunk)).slice(-4000);
  });
  const answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const { done, value } = await answers.next();
    if (done === true) throw new Error(`the function in ${folder} ended: ${errors}`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  return {
    startUp: (await next()) as unknown as StartUp,
    async invoke(event) {
      const before = logBytes;
      child.stdin.write(`${JSON.stringify({ event, limitMs })}\n`);
      const { error, ...invoked } = await next();
      if (error !== undefined) throw new Error(`the function in ${folder} failed: ${String(error)}`);
      return { ...(invoked as unknown as Invoked), logBytes: logBytes - before };
    },
    async stop() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
