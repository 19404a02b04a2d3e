import { type Clock, createSystemClock } from '@streamalert/core';
import {
  createEnvironmentSecrets,
  createLogger,
  type EmbeddedState,
  openState,
  searchHistory,
} from '@streamalert/embedded';
import { tableDefinitions } from '@streamalert/history';
import {
  type CheckedProject,
  checkProject,
  chooseSource,
  historyRoot,
  openPipeline,
  type Pipeline,
  type Progress,
  type ResolvedInputs,
  type RunSummary,
  replay,
  resolveInputs,
  run,
} from '../../src/index.ts';

/** Folders of a project, as `makeProject` makes them. */
export interface ProjectFolders {
  readonly conf: string;
  readonly rules: readonly string[];
  readonly state: string;
}

/** How a run in this process goes. */
export interface InProcessOptions {
  readonly inputs?: readonly string[] | ResolvedInputs;
  readonly watch?: readonly string[];
  readonly signal?: AbortSignal;
  readonly drainMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** Replays the quarantine instead of reading inputs. */
  readonly replay?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Puts something else in the place of parts of the pipeline. */
  readonly change?: (pipeline: Pipeline) => Pipeline;
  /** Called with what was printed so far, whenever an alert is printed. */
  readonly onPrinted?: (lines: readonly string[]) => void;
}

/** What came of a run in this process. */
export interface InProcessResult {
  /** Without the time it took. */
  readonly summary: Omit<RunSummary, 'seconds'>;
  /** Alerts on the console. */
  readonly printed: readonly string[];
  readonly unreadable: readonly string[];
  readonly logged: readonly string[];
}

/** Runs the pipeline once on a project, from opening its state to closing it. */
export async function runInProcess(folders: ProjectFolders, options: InProcessOptions = {}): Promise<InProcessResult> {
  const { clock = createSystemClock() } = options;
  const project = await loadProject(folders);
  const printed: string[] = [];
  const logged: string[] = [];
  const unreadable: string[] = [];
  const state = await openState({ dir: folders.state, clock });
  const stream = { write: (line: string) => logged.push(line) > 0 };
  try {
    const opened = await openPipeline({
      state,
      clock,
      project,
      secrets: createEnvironmentSecrets({ environment: options.environment ?? {} }),
      logger: createLogger({
        level: 'warn',
        format: 'text',
        clock,
        stream: stream as unknown as NodeJS.WritableStream,
      }),
      console: {
        write(line) {
          printed.push(line.trimEnd());
          options.onPrinted?.(printed);
        },
        color: false,
      },
    });
    try {
      const pipeline = options.change?.(opened) ?? opened;
      const stageOptions = {
        drainMs: options.drainMs ?? 0,
        signal: options.signal ?? new AbortController().signal,
        ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
      };
      const { summary, record } =
        options.replay === true
          ? await replay(pipeline, stageOptions)
          : await run(pipeline, {
              ...stageOptions,
              chosen: chooseSource(project.config, {}),
              inputs: await toInputs(options.inputs ?? []),
              ...(options.watch !== undefined && { watch: options.watch }),
              onUnreadable: (error) => unreadable.push(error.message),
            });
      await record.finish();
      const { seconds: _, ...rest } = summary;
      return { summary: rest, printed, unreadable, logged };
    } finally {
      await opened.close();
    }
  } finally {
    await state.close();
  }
}

const toInputs = (inputs: readonly string[] | ResolvedInputs): Promise<ResolvedInputs> =>
  'files' in inputs ? Promise.resolve(inputs) : resolveInputs(inputs);

async function loadProject({ conf, rules }: ProjectFolders) {
  const project = await checkProject({ conf, rules, shippedRules: '' });
  const errors = project.issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return project as CheckedProject & { config: NonNullable<CheckedProject['config']> };
}

/** Opens the state of a project to look at it. */
export async function look<T>({ state: dir }: ProjectFolders, at: (state: EmbeddedState) => Promise<T>): Promise<T> {
  const state = await openState({ dir, clock: createSystemClock(), readOnly: true });
  try {
    return await at(state);
  } finally {
    await state.close();
  }
}

/** Rows of a search of the project's history. */
export async function search(folders: ProjectFolders, sql: string) {
  const { config } = await loadProject(folders);
  return look(folders, async (state) => {
    const result = await searchHistory({
      root: historyRoot(folders.state),
      tables: tableDefinitions(config),
      sql,
      state: { pending: state.history, checkpoints: state.checkpoints },
    });
    return Array.fromAsync(result.rows);
  });
}

/** The quarantine of a project: origin, position and reason of each record. */
export function quarantineOf(folders: ProjectFolders) {
  return look(folders, async (state) => {
    const records = await Array.fromAsync(state.quarantine.list());
    return records.map(({ rejected, origin }) => ({ origin, ...rejected.position, reason: rejected.reason }));
  });
}
