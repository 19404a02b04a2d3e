import { writeFile } from 'node:fs/promises';
import { createSystemClock, stringifyJson } from '@streamalert/core';
import type { LoadedRule } from '@streamalert/rules-engine';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { measureCoverage } from '../coverage/coverage.ts';
import { drawCoverage } from '../coverage/html.ts';
import { UsageError } from '../errors.ts';
import { confOption, formatOption, rulesOption, verboseOption } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { formatCoverage } from '../terminal/coverage.ts';
import { plural } from '../terminal/numbers.ts';
import { formatRule } from '../terminal/rule.ts';
import { formatTable } from '../terminal/table.ts';

interface RulesOptions extends ProjectOptions {
  readonly format: 'text' | 'json';
}

interface ListOptions extends RulesOptions {
  readonly log?: string;
  readonly severity?: string;
  readonly tag?: string;
  readonly technique?: string;
}

interface CoverageOptions extends ProjectOptions {
  readonly format: 'text' | 'json' | 'html';
  readonly out?: string;
}

/** `streamalert rules`: which rules there are, what one is about, and what all of them cover. */
export function rulesCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('rules').description('list rules, show one, and see what they cover of ATT&CK');
  const onProject = (name: string, description: string, ...formats: string[]): Command =>
    command
      .command(name)
      .description(description)
      .addOption(confOption())
      .addOption(rulesOption())
      .addOption(formatOption(...formats))
      .addOption(verboseOption());
  onProject('list', 'the rules of the project')
    .option('--log <type>', 'only rules that look at this log type')
    .option('--severity <name>', 'only rules of this severity')
    .option('--tag <name>', 'only rules with this tag')
    .option('--technique <id>', 'only rules about this technique of ATT&CK, or a sub-technique of it')
    .action(async (options: ListOptions) => exit(await listRules(options, context)));
  onProject('show <name>', 'one rule: what it is about, where it looks, and what to do about its alerts').action(
    async (name: string, options: RulesOptions) => exit(await showRule(name, options, context)),
  );
  onProject('coverage', 'what the rules cover of ATT&CK, with the log types that arrive', 'html')
    .option('--out <file>', 'where to write it; absent: standard output')
    .action(async (options: CoverageOptions) => exit(await showCoverage(options, context)));
  return command;
}

async function listRules(options: ListOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const rules = project.rules.filter(({ rule }) => isWanted(rule, options));
  if (options.format === 'json') {
    context.stdout.write(rules.map((loaded) => `${stringifyJson(plainRule(loaded))}\n`).join(''));
    return 0;
  }
  const rows = rules.map(({ rule }) => [
    rule.id,
    rule.enabled === false ? 'off' : (rule.severity ?? ''),
    [...new Set((rule.attack ?? []).map(({ tactic, technique }) => technique ?? tactic))].join(' '),
    (rule.logs ?? rule.datatypes ?? []).join(' '),
  ]);
  const width = context.stdout.isTTY ? context.stdout.columns : undefined;
  context.stdout.write(
    `${formatTable(['rule', 'severity', 'ATT&CK', 'looks at'], rows, width)}\n${plural(rules.length, 'rule')}; streamalert rules show NAME tells more\n`,
  );
  return 0;
}

function isWanted(rule: LoadedRule['rule'], { log, severity, tag, technique }: ListOptions): boolean {
  return (
    (log === undefined || rule.logs?.includes(log) === true) &&
    (severity === undefined || rule.severity === severity) &&
    (tag === undefined || rule.tags?.includes(tag) === true) &&
    (technique === undefined ||
      (rule.attack ?? []).some((one) => one.technique === technique || one.technique?.startsWith(`${technique}.`)))
  );
}

async function showRule(name: string, options: RulesOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const loaded = findRule(name, project);
  context.stdout.write(
    options.format === 'json' ? `${stringifyJson(plainRule(loaded))}\n` : formatRule(loaded, context.out),
  );
  return 0;
}

/** @throws UsageError for a name that no rule has, with the names that hold it. */
function findRule(name: string, { rules }: Project): LoadedRule {
  const found = rules.find(({ rule }) => rule.id === name);
  if (found !== undefined) return found;
  const similar = rules.map(({ rule }) => rule.id).filter((id) => id.includes(name));
  const hint =
    similar.length === 0 ? 'streamalert rules list names them' : `did you mean ${similar.slice(0, 5).join(', ')}?`;
  throw new UsageError(`no rule has the id "${name}"; ${hint}`);
}

/** What of a rule is data, for other programs; keys as in the alerts table. */
function plainRule({ rule, file }: LoadedRule) {
  const { id, description, severity, logs, datatypes, tags, attack, references, runbook, owner, outputs, merge } = rule;
  return {
    id,
    file,
    enabled: rule.enabled !== false,
    description,
    ...(severity !== undefined && { severity }),
    ...(logs !== undefined && { logs }),
    ...(datatypes !== undefined && { datatypes }),
    ...(tags !== undefined && { tags }),
    ...(attack !== undefined && { attack }),
    ...(references !== undefined && { references }),
    ...(runbook !== undefined && { runbook }),
    ...(owner !== undefined && { owner }),
    ...(outputs !== undefined && { outputs }),
    ...(merge !== undefined && { merge_by_keys: merge.by, merge_window_minutes: merge.windowMinutes }),
  };
}

async function showCoverage({ format, out, ...options }: CoverageOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const coverage = measureCoverage(project.config, project.rules);
  const drawn = new Date(Math.floor(createSystemClock().now() / 1000));
  const text = {
    text: () => formatCoverage(coverage, context.out, context.stdout.columns),
    json: () => `${stringifyJson(coverage)}\n`,
    html: () => drawCoverage(coverage, { conf: options.conf, drawn }),
  }[format]();
  if (out === undefined) {
    context.stdout.write(text);
    return 0;
  }
  try {
    await writeFile(out, text);
  } catch (error) {
    throw new UsageError(`cannot write ${out}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  context.stderr.write(`Wrote ${out}\n`);
  return 0;
}
