import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasErrors, loadConfig } from '@streamalert/config';
import { generateRuleTypes } from '@streamalert/rules-engine';
import { Command } from 'commander';
import type { Context, ExitCode } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { confOption, verboseOption } from '../../options.ts';
import { printIssues } from '../../terminal/issues.ts';

interface GenerateTypesOptions {
  readonly conf: string;
  readonly out: string;
  readonly check?: boolean;
}

/** `streamalert generate types`: declarations that let the compiler check rules against the configuration. */
export function generateTypesCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('types')
    .description('write TypeScript declarations of the log types, outputs and normalized types that rules may name')
    .addOption(confOption())
    .option('--out <file>', 'file to write; - for standard output', 'types/streamalert.d.ts')
    .option('--check', 'write nothing; exit with 1 when the file is not what would be written')
    .addOption(verboseOption())
    .action(async (options: GenerateTypesOptions) => exit(await generateTypes(options, context)));
}

async function generateTypes({ conf, out, check = false }: GenerateTypesOptions, context: Context): Promise<ExitCode> {
  if (check && out === '-') throw new UsageError('--check compares with a file: name it with --out');
  const { config, issues } = await loadConfig(conf);
  printIssues(
    issues.filter(({ severity }) => severity === 'error'),
    context,
  );
  if (config === undefined || hasErrors(issues)) {
    context.stderr.write('Nothing was generated, as the configuration has errors.\n');
    return 1;
  }
  const text = generateRuleTypes(config);
  if (out === '-') {
    context.stdout.write(text);
    return 0;
  }
  const former = await readFile(out, 'utf8').catch((error: unknown) => absent(out, error));
  if (check) return report(former === text, { out, conf, missing: former === undefined }, context);
  if (former !== text) await write(out, text);
  const counts = `${config.logTypes.length} log types, ${config.outputs.size} outputs`;
  context.stderr.write(`${out} ${former === text ? 'is up to date' : 'written'}: ${counts}.\n`);
  return 0;
}

function report(
  same: boolean,
  { out, conf, missing }: { readonly out: string; readonly conf: string; readonly missing: boolean },
  { stderr }: Context,
): ExitCode {
  if (same) return 0;
  const options = [...(conf === 'conf' ? [] : [` --conf ${conf}`]), ` --out ${out}`].join('');
  const what = missing ? 'does not exist' : `is not what ${conf} gives any more`;
  stderr.write(`${out} ${what}: run streamalert generate types${options}\n`);
  return 1;
}

function absent(out: string, error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw new UsageError(`cannot read ${out}: ${(error as Error).message}`, { cause: error });
}

async function write(out: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, text);
  } catch (error) {
    throw new UsageError(`cannot write ${out}: ${(error as Error).message}`, { cause: error });
  }
}
