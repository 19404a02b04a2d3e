import { Command } from 'commander';
import { alertsCommand } from './commands/alerts.ts';
import { buildCommand } from './commands/build.ts';
import { classifyCommand } from './commands/classify.ts';
import { configureCommand } from './commands/configure.ts';
import { createAlarmCommand } from './commands/create-alarm.ts';
import { createClusterAlarmCommand } from './commands/create-cluster-alarm.ts';
import { customMetricsCommand } from './commands/custom-metrics.ts';
import { deliverCommand } from './commands/deliver.ts';
import { deployCommand } from './commands/deploy.ts';
import { destroyCommand } from './commands/destroy.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { explainCommand } from './commands/explain.ts';
import { generateCommand } from './commands/generate.ts';
import { initCommand } from './commands/init.ts';
import { kinesisCommand } from './commands/kinesis.ts';
import { listTargetsCommand } from './commands/list-targets.ts';
import { lookupTablesCommand } from './commands/lookup-tables.ts';
import { mergeCommand } from './commands/merge.ts';
import { outputCommand } from './commands/output.ts';
import { redriveCommand } from './commands/redrive.ts';
import { replayCommand } from './commands/replay.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { ruleStagingCommand } from './commands/rule-staging.ts';
import { rulesCommand } from './commands/rules.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { searchCommand } from './commands/search.ts';
import { silenceCommand } from './commands/silence.ts';
import { statusCommand } from './commands/status.ts';
import { testCommand } from './commands/test.ts';
import { threatIntelCommand } from './commands/threat-intel.ts';
import { threatIntelDownloaderCommand } from './commands/threat-intel-downloader.ts';
import { validateCommand } from './commands/validate.ts';
import type { Context, ExitCode } from './context.ts';
import { version } from './version.ts';

/** The whole command line. `exit` takes the code that the command came to. */
export function createProgram(context: Context, exit: (code: ExitCode) => void): Command {
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
  const commands = [
    runCommand,
    validateCommand,
    testCommand,
    rulesCommand,
    classifyCommand,
    evaluateCommand,
    explainCommand,
    schemaCommand,
    searchCommand,
    statusCommand,
    replayCommand,
    redriveCommand,
    mergeCommand,
    deliverCommand,
    alertsCommand,
    silenceCommand,
    outputCommand,
    lookupTablesCommand,
    ruleStagingCommand,
    threatIntelCommand,
    threatIntelDownloaderCommand,
    generateCommand,
    buildCommand,
    deployCommand,
    rollbackCommand,
    listTargetsCommand,
    kinesisCommand,
    destroyCommand,
    initCommand,
    configureCommand,
    createAlarmCommand,
    createClusterAlarmCommand,
    customMetricsCommand,
  ];
  for (const create of commands) {
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
