import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

/** The repository. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** The command, as npm links it. */
export const bin = join(root, 'packages/cli/bin/streamalert.js');
/** The sample configuration; it has no rules of its own. */
export const sampleConf = join(root, 'conf');

/** What came of a command. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a command runs. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; absent: it is empty; `open` leaves it without an end. */
  readonly stdin?: string | Uint8Array | { readonly open: string };
  /** Before the command, as `sh -c` would see it, e.g. `ulimit -f 300;`. */
  readonly shell?: string;
  /** Further options of Node. */
  readonly node?: readonly string[];
}

/** A command that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves once standard error or output holds a text. */
  said(text: string): Promise<void>;
  readonly ended: Promise<CliResult>;
}

/** Starts the real command in a process of its own, on the sources. No variable of the surroundings reaches it. */
export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const node = ['--conditions=@streamalert/source', ...(options.node ?? []), bin, ...args];
  const [command, argv] =
    options.shell === undefined
      ? [process.execPath, node]
      : ['sh', ['-c', `${options.shell} exec "$0" "$@"`, process.execPath, ...node]];
  const child = spawn(command, argv, {
    cwd: options.cwd,
    env: {
      PATH: process.env['PATH'],
      // Nearly half of a short command's time is compiling.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/streamalert-cli-tests'),
      STREAMALERT_CONFIG_HOME: join(options.cwd, 'config-home'),
      ...options.env,
    },
  });
  let stdout = '';
  let stderr = '';
  const heard = new Set<() => void>();
  const hear = () => {
    for (const listener of heard) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    hear();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    hear();
  });
  child.stdin.on('error', () => {});
  const { stdin = '' } = options;
  if (typeof stdin === 'object' && 'open' in stdin) child.stdin.write(stdin.open);
  else child.stdin.end(stdin);
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!`${stdout}\n${stderr}`.includes(text)) return;
        heard.delete(look);
        resolve();
      };
      heard.add(look);
      look();
      ended.then(() => reject(new Error(`It ended without "${text}":\n${stdout}\n${stderr}`)), reject);
    });
  return { child, said, ended };
}

/** Runs the real command to its end. Nothing it prints is ever Node's own warning, a stack, or said to be a defect. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const result = await startCli(args, options).ended;
  expect(`${result.stdout}${result.stderr}`).not.toMatch(/ExperimentalWarning|This is a defect|^ {4}at /m);
  return result;
}

/** A temporary folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'streamalert-cli-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Files of a folder by their paths; what is no text becomes JSON. */
export function writeFiles(dir: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A project: the sample configuration, and files as given in place of or beside it. */
export function makeProject(files: Readonly<Record<string, unknown>> = {}): string {
  const dir = temporaryFolder();
  cpSync(sampleConf, join(dir, 'conf'), { recursive: true });
  writeFiles(dir, files);
  return dir;
}
