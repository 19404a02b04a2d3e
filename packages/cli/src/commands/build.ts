import { join } from 'node:path';
import { buildStacks } from '@streamalert/infra';
import { findRuleFiles } from '@streamalert/rules-engine';
import { Command } from 'commander';
import { type BuiltFunction, buildFunctions, projectDirOf } from '../build/build-functions.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption, rulesOption, verboseOption } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { formatBytes } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';

interface BuildCommandOptions extends ProjectOptions {
  readonly out: string;
  readonly function?: readonly string[];
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/** `streamalert build`: the functions of a deployment, each with the user's rules and its part of conf/. */
export function buildCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('build')
    .description('bundle the functions of a deployment: each holds only the configuration and rules that it reads')
    .addOption(confOption())
    .addOption(rulesOption())
    .option('--out <dir>', 'folder of the deployment; functions go to <dir>/functions', 'deployment')
    .option('--function <name...>', 'only these, e.g. rules-engine or classifier-prod')
    .addOption(dryRunOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (options: BuildCommandOptions) => {
      const project = await openProject({ ...options, deployment: true }, context);
      exit(project === undefined ? 1 : await build(project, options, context));
    });
}

async function build(project: Project, options: BuildCommandOptions, context: Context): Promise<ExitCode> {
  const all = buildStacks(project.config).flatMap(({ bundles }) => bundles);
  const built = await buildFunctions({
    project,
    files: (await Promise.all(project.locations.map(findRuleFiles))).flatMap((files) => files ?? []),
    projectDir: projectDirOf(options.conf),
    bundles: chosen(all, options.function),
    out: join(options.out, 'functions'),
    ...(options.dryRun === true && { dryRun: true }),
  });
  context.stdout.write(options.format === 'json' ? `${JSON.stringify(built)}\n` : formatBuilt(built));
  if (options.dryRun === true && options.format === 'text') context.stderr.write('Nothing was written.\n');
  return 0;
}

function chosen(all: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  const unknown = wanted?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new UsageError(`the deployment has no function ${unknown.join(' and no ')}; it has ${all.join(', ')}`);
  }
  return wanted ?? all;
}

function formatBuilt(built: readonly BuiltFunction[]): string {
  const rows = built.map(({ bundle, change, sizeBytes, sha256, folder }) => [
    bundle,
    change,
    formatBytes(sizeBytes),
    sha256.slice(0, 12),
    folder,
  ]);
  return `${formatTable(['function', 'change', 'size', 'sha256', 'folder'], rows)}\n`;
}
