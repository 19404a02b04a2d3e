import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConfig } from '@streamalert/config';
import type { Context, ExitCode } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import type { ProjectOptions } from '../../project.ts';
import { untilInterrupted } from '../../signals.ts';

/** Editors write a file in several steps. */
const settleMs = 100;

/**
 * Runs the same command without `--watch` again and again, each time in a process of its own, as a module is imported
 * once in a process.
 *
 * @returns What the last run came to, when it is interrupted.
 */
export async function watchTests(
  options: ProjectOptions & { readonly events?: readonly string[] },
  context: Context,
): Promise<ExitCode> {
  const folders = await watchedFolders(options);
  if (folders.length === 0) throw new UsageError('there is nothing to watch: no configuration, rules or events');
  let stop: () => void = () => {};
  let child: ChildProcess | undefined;
  const interruption = untilInterrupted(() => {
    child?.kill();
    stop();
  });
  let wake: () => void = () => {};
  let changed = true;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      if (name !== null && /(?:^|\/)(?:node_modules|\.streamalert|\.git)\//.test(name)) return;
      changed = true;
      wake();
    }),
  );
  const ended = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let code: ExitCode = 0;
  try {
    while (!interruption.signal.aborted) {
      if (changed) {
        await new Promise((resolve) => setTimeout(resolve, settleMs));
        changed = false;
        child = again();
        code = await exitOf(child);
        if (!interruption.signal.aborted) context.stderr.write(`Watching ${folders.join(', ')}; Ctrl-C ends it.\n`);
      } else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([woken, ended]);
      }
    }
  } finally {
    for (const watcher of watchers) watcher.close();
    interruption.dispose();
  }
  return code;
}

/** Configuration, rules and events, as far as they exist; a broken configuration is watched, too. */
async function watchedFolders({
  conf,
  rules,
  events = [],
}: ProjectOptions & { readonly events?: readonly string[] }): Promise<readonly string[]> {
  const { config } = await loadConfig(conf);
  const { ruleLocations, matcherLocations, publisherLocations } = config?.global ?? {
    ruleLocations: ['rules'],
    matcherLocations: ['matchers'],
    publisherLocations: ['publishers'],
  };
  const base = dirname(join(conf, '.'));
  const configured = [...ruleLocations, ...matcherLocations, ...publisherLocations].map((place) => join(base, place));
  return [...new Set([conf, ...(rules ?? configured), ...events])].filter((place) => existsSync(place));
}

function again(): ChildProcess {
  const args = process.argv.slice(1).filter((arg) => arg !== '--watch');
  return spawn(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit' });
}

function exitOf(child: ChildProcess): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? 0 : code === 2 ? 2 : 1));
  });
}
