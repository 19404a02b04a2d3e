import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { HandOver, RunSummary } from '../../src/index.ts';

/** What a child process runs. */
export interface ChildOptions {
  readonly conf: string;
  readonly rules: readonly string[];
  readonly state: string;
  readonly inputs: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** `hand-over:visit` to be killed at. */
  readonly crash?: string;
  readonly drainMs?: number;
  /** Replays the quarantine instead of reading inputs. */
  readonly replay?: boolean;
}

/** What came of a child process. */
export interface ChildResult {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly stderr: string;
  readonly summary?: RunSummary;
  readonly visits?: Readonly<Record<HandOver, number>>;
  /** Most memory it had. */
  readonly peakMegabytes?: number;
}

/** Keeps something for the end of a test. */
export type OnFinished = (finish: () => void) => void;

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const child = fileURLToPath(new URL('./run-child.ts', import.meta.url));

/**
 * A temporary folder that is removed when the test is over.
 *
 * @param onFinished Of the test, where tests run side by side.
 */
export function temporaryFolder(onFinished: OnFinished = onTestFinished): string {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-local-'));
  onFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A project in a folder: one bucket of CloudTrail logs with the sample's schemas, outputs and rules as given. */
export function makeProject(dir: string, files: { readonly outputs: unknown; readonly rules: Record<string, string> }) {
  const conf = join(dir, 'conf');
  for (const name of ['schemas/cloudtrail.json', 'schemas/cloudwatch.json', 'normalized_types.json']) {
    cpSync(join(root, 'conf', name), join(conf, name));
  }
  mkdirSync(join(conf, 'clusters'));
  const dataSources = { s3: { 'prefix.cluster.sample.bucket': ['cloudtrail', 'cloudwatch'] } };
  writeFileSync(
    join(conf, 'clusters/prod.json'),
    JSON.stringify({ id: 'prod', classifier_config: {}, data_sources: dataSources }),
  );
  writeFileSync(join(conf, 'outputs.json'), JSON.stringify(files.outputs));
  const global = {
    account: { aws_account_id: '123456789012', prefix: 'prefix', region: 'us-east-1' },
    general: { rule_locations: ['rules'], matcher_locations: [], publisher_locations: [] },
    infrastructure: {},
  };
  writeFileSync(join(conf, 'global.json'), JSON.stringify(global));
  const rules = join(dir, 'rules');
  mkdirSync(rules);
  for (const [name, text] of Object.entries(files.rules)) writeFileSync(join(rules, name), text);
  return { conf, rules: [rules], state: join(dir, 'state') };
}

/** Runs the pipeline in a child process until it ends, of itself or killed. */
export function runChild(options: ChildOptions): Promise<ChildResult> {
  const args = ['--conditions=@streamalert/source', child, JSON.stringify(options)];
  return new Promise((resolve) => {
    const spawned = execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      const { signalCode: signal, exitCode: code } = spawned;
      const printed =
        stdout === '' ? {} : (JSON.parse(stdout) as Pick<ChildResult, 'summary' | 'visits' | 'peakMegabytes'>);
      resolve({ signal, code, stderr, ...printed });
    });
  });
}
