import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Backlog, Drained } from './drain-child.ts';
import { temporaryFolder } from './project.ts';

const child = fileURLToPath(new URL('./drain-child.ts', import.meta.url));

/** Drains a backlog in a child process. */
export async function drain(backlog: Omit<Backlog, 'dir'>): Promise<Drained> {
  const options: Backlog = { ...backlog, dir: join(temporaryFolder(), 'state') };
  // Without a bound the collector takes its time while there is memory to be had, and the number says nothing.
  const heap = ['--max-old-space-size=128', '--max-semi-space-size=16'];
  const args = [...heap, '--conditions=@streamalert/source', child, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Drained;
}
