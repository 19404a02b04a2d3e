import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import { version } from './version.ts';

/** Makes a command; `exit` takes the code that it came to. */
type CreateCommand = (context: Context, exit: (code: ExitCode) => void) => Command;

/** The commands by their names, in the order in which help shows them. Each loads what it needs, which is most of the time that a short one takes. */
const commands: Readonly<Record<string, () => Promise<CreateCommand>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  validate: async () => (await import('./commands/validate.ts')).validateCommand,
  test: async () => (await import('./commands/test.ts')).testCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  classify: async () => (await import('./commands/classify.ts')).classifyCommand,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  search: async () => (await import('./commands/search.ts')).searchCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  redrive: async () => (await import('./commands/redrive.ts')).redriveCommand,
  merge: async () => (await import('./commands/merge.ts')).mergeCommand,
  deliver: async () => (await import('./commands/deliver.ts')).deliverCommand,
  alerts: async () => (await import('./commands/alerts.ts')).alertsCommand,
  silence: async () => (await import('./commands/silence.ts')).silenceCommand,
  output: async () => (await import('./commands/output.ts')).outputCommand,
  'lookup-tables': async () => (await import('./commands/lookup-tables.ts')).lookupTablesCommand,
  'rule-staging': async () => (await import('./commands/rule-staging.ts')).ruleStagingCommand,
  'threat-intel': async () => (await import('./commands/threat-intel.ts')).threatIntelCommand,
  'threat-intel-downloader': async () =>
    (await import('./commands/threat-intel-downloader.ts')).threatIntelDownloaderCommand,
  generate: async () => (await import('./commands/generate.ts')).generateCommand,
  build: async () => (await import('./commands/build.ts')).buildCommand,
  deploy: async () => (await import('./commands/deploy.ts')).deployCommand,
  rollback: async () => (await import('./commands/rollback.ts')).rollbackCommand,
  'list-targets': async () => (await import('./commands/list-targets.ts')).listTargetsCommand,
  kinesis: async () => (await import('./commands/kinesis.ts')).kinesisCommand,
  destroy: async () => (await import('./commands/destroy.ts')).destroyCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  configure: async () => (await import('./commands/configure.ts')).configureCommand,
  'create-alarm': async () => (await import('./commands/create-alarm.ts')).createAlarmCommand,
  'create-cluster-alarm': async () => (await import('./commands/create-cluster-alarm.ts')).createClusterAlarmCommand,
  'custom-metrics': async () => (await import('./commands/custom-metrics.ts')).customMetricsCommand,
};

/** The commands that the arguments can be about. */
function commandsFor([first]: readonly string[]): readonly (() => Promise<CreateCommand>)[] {
  if (first === '--version' || first === '-V') return [];
  const named = first !== undefined && Object.hasOwn(commands, first) ? commands[first] : undefined;
  return named === undefined ? Object.values(commands) : [named];
}

/** The command line, as far as the arguments are about it. `exit` takes the code that the command came to. */
export async function createProgram(
  args: readonly string[],
  context: Context,
  exit: (code: ExitCode) => void,
): Promise<Command> {
  const program = new Command('streamalert')
    .description('Reads security logs, recognises them, runs detection rules and delivers alerts.')
    .version(version)
    // Options behind the name of a subcommand are its own, also where its parent has options of that name.
    .enablePositionalOptions()
    .showHelpAfterError('(streamalert --help shows what there is)')
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .exitOverride();
  for (const create of await Promise.all(commandsFor(args).map((load) => load()))) {
    const command = create(context, exit);
    program.addCommand(command);
    inheritSettings(command, program);
  }
  return program;
}

/** Commands that are made apart from their parents do not take over how errors are shown and where the process ends. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
