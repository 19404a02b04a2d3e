import { statSync } from 'node:fs';
import { eventsDirectory } from '@streamalert/community-rules';
import { type Micros, stringifyJson } from '@streamalert/core';
import { eventsDirectory as logTypeEvents } from '@streamalert/log-types';
import {
  formatJunit,
  formatTestReport,
  type RuleCall,
  readTime,
  runRuleTests,
  type TestReport,
} from '@streamalert/testing';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, formatOption, positiveNumber, rulesOption } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { plural } from '../terminal/numbers.ts';
import { formatRuleMetrics } from '../terminal/rule-metrics.ts';
import { guardProcess } from './test/guard-process.ts';
import { testLive } from './test/test-live.ts';
import { watchTests } from './test/watch-tests.ts';

/** Options of `streamalert test`. */
export interface TestCommandOptions extends ProjectOptions {
  readonly rulesDir?: readonly string[];
  readonly events?: readonly string[];
  readonly testFiles?: readonly string[];
  readonly testRules?: readonly string[];
  readonly format: 'text' | 'json' | 'junit';
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly coverage?: boolean;
  readonly stats?: boolean;
  readonly repeat: number;
  readonly now?: Micros;
  readonly watch?: boolean;
  readonly yes?: boolean;
}

/** `streamalert test`: the JSON test events through the real classifier and rules engine. */
export function testCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('test')
    .description('run test events (JSON files beside the rules) through the classifier and the rules')
    .argument('[stage]', 'classifier, rules for both, or live to send the alerts too', 'rules')
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(new Option('-d, --rules-dir <dir...>', 'as --rules').conflicts('rules').hideHelp())
    .option('--events <dir...>', 'event files, or folders of them, elsewhere than beside the rules')
    .addOption(
      new Option('-f, --test-files <file...>', 'only these event files; FILE:2 is the second event of one').conflicts(
        'testRules',
      ),
    )
    .option('-r, --test-rules <rule...>', 'only events that expect one of these rules')
    .addOption(formatOption('junit'))
    .addOption(
      new Option('-v, --verbose', 'what every event expects; the cause and stack of errors').conflicts('quiet'),
    )
    .option('-q, --quiet', 'leave out files in which everything passed')
    .option('--coverage', 'name the rules without a firing and a quiet event')
    .option('-s, --stats', 'what each rule did on the events, and how long it took')
    .option('-n, --repeat <times>', 'run everything so often, until something fails', repetitions, 1)
    .option('--now <time>', 'the time for rules and helpers: 2026-11-20T09:00:00Z, or seconds since 1970', time)
    .option('--yes', 'with live: send without asking')
    .option('--watch', 'run again whenever configuration, rules or events change')
    .action(async (stage: string, options: TestCommandOptions) => {
      if (stage !== 'classifier' && stage !== 'rules' && stage !== 'live') {
        throw new UsageError(`test takes "classifier", "rules" or "live", not "${stage}"`);
      }
      const { rulesDir, rules = rulesDir, ...rest } = options;
      const project = { ...rest, ...(rules !== undefined && { rules }) };
      if (stage === 'live') {
        if (options.watch === true || options.repeat > 1)
          throw new UsageError('alerts are sent once: live takes neither --watch nor --repeat');
        return exit(await testLive(project, context));
      }
      exit(options.watch === true ? await watchTests(project, context) : await runTests(stage, project, context));
    });
}

const mostRepetitions = 1000;

function repetitions(text: string): number {
  const times = positiveNumber(text);
  if (times > mostRepetitions) throw new InvalidArgumentError(`it takes ${mostRepetitions} at most.`);
  return times;
}

function time(text: string): Micros {
  const micros = readTime(text);
  if (micros !== undefined) return micros;
  throw new InvalidArgumentError('it takes a time like 2026-11-20T09:00:00Z, or seconds since 1970.');
}

type Stage = 'classifier' | 'rules';

/** Where events are. Beside the rules; the shipped rules bring their own, and so do the log types. */
export function eventLocations({ shipped, locations }: Project, stage: Stage): readonly string[] {
  if (shipped) return stage === 'classifier' ? [logTypeEvents, eventsDirectory] : [eventsDirectory];
  return locations.filter((location) => statSync(location).isDirectory());
}

/** Long for a rule, short for somebody who waits. */
const ruleLimitMs = 5000;

async function runTests(stage: Stage, options: TestCommandOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const { testFiles: files, testRules: rules } = options;
  const guard = guardProcess(ruleLimitMs);
  const sources = new Map(project.rules.map(({ rule, file }) => [rule.id, file]));
  const onCall = (call: RuleCall | undefined): void =>
    guard.mark(call && `rule ${call.rule} (${sources.get(call.rule)}) on event ${call.file}:${call.index}`);
  const report = await runRuleTests({
    onCall,
    config: project.config,
    rules: project.rules.map(({ rule }) => rule),
    publishers: project.publishers,
    eventLocations: options.events ?? eventLocations(project, stage),
    stage,
    // Events of a pack's rules are where the pack is.
    coverage: project.rules.filter(({ packed }) => project.shipped || packed !== true).map(({ rule }) => rule),
    // Somebody's own events, written for the shipped rules as they were then.
    namedRulesOnly: project.shipped && options.events !== undefined,
    repeat: options.repeat,
    stats: options.stats === true,
    ...(options.now !== undefined && { now: options.now }),
    ...((files ?? rules) !== undefined && {
      only: { ...(files !== undefined && { files }), ...(rules !== undefined && { rules }) },
    }),
  });
  await guard.dispose();
  const { rulesLeftOut: leftOut = [] } = report;
  if (leftOut.length > 0) {
    context.stderr.write(`${plural(leftOut.length, 'shipped rule')} that these events do not name did not run.\n`);
  }
  context.stdout.write(format(report, options, context));
  return report.passed ? 0 : 1;
}

function format(report: TestReport, options: TestCommandOptions, { out, stdout }: Context): string {
  if (options.format === 'json') return `${stringifyJson(report)}\n`;
  if (options.format === 'junit') return formatJunit(report);
  const text = formatTestReport(report, {
    verbosity: options.verbose === true ? 'verbose' : options.quiet === true ? 'quiet' : 'normal',
    color: out.isColorSupported,
    coverage: options.coverage === true,
  });
  const { ruleMetrics } = report;
  return ruleMetrics === undefined ? text : `${text}${formatRuleMetrics(ruleMetrics, stdout.columns)}\n`;
}
