import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildStacks, renderStacks } from '@streamalert/infra';
import { Command } from 'commander';
import type { Context, ExitCode } from '../../context.ts';
import { loadDeployment } from '../../load-deployment.ts';
import { confOption, dryRunOption, formatOption, verboseOption } from '../../options.ts';

interface GenerateInfraOptions {
  readonly conf: string;
  readonly out: string;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/** `streamalert generate infra`: a SAM template and its settings for each stack of the deployment. */
export function generateInfraCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('infra')
    .description('write a SAM template and a samconfig.toml for each stack of the deployment')
    .addOption(confOption())
    .option('--out <dir>', 'folder of the deployment; stacks go to <dir>/stacks', 'deployment')
    .option('--check', 'write nothing; exit with 1 when a file is not what would be written')
    .addOption(dryRunOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (options: GenerateInfraOptions) => exit(await generateInfra(options, context)));
}

/** One file, and what is to happen to it. */
interface Change {
  readonly path: string;
  readonly change: 'write' | 'remove';
  readonly content?: string;
}

async function generateInfra(options: GenerateInfraOptions, context: Context): Promise<ExitCode> {
  const config = await loadDeployment(options.conf, context);
  if (config === undefined) {
    context.stderr.write('Nothing was written, as the configuration has errors.\n');
    return 1;
  }
  const stacks = buildStacks(config);
  const folder = join(options.out, 'stacks');
  const changes = await compare(folder, renderStacks(stacks));
  const writes = options.check !== true && options.dryRun !== true;
  if (writes) for (const change of changes) await apply(change);
  const files = changes.map(({ path, change }) => ({ path, change }));
  if (options.format === 'json') {
    const names = stacks.map(({ id, stackName, region, needs }) => ({ id, stackName, region, needs }));
    context.stdout.write(`${JSON.stringify({ stacks: names, changes: files })}\n`);
  } else {
    const done = writes ? { write: 'wrote', remove: 'removed' } : { write: 'would write', remove: 'would remove' };
    for (const { path, change } of files) context.stdout.write(`${done[change]} ${path}\n`);
    const count = `${files.length} files ${writes ? 'changed' : 'would change'}`;
    context.stderr.write(`${stacks.length} stacks below ${folder}, ${count}.\n`);
  }
  return options.check === true && changes.length > 0 ? 1 : 0;
}

/** What differs; files of stacks that the deployment has no more are removed. */
async function compare(folder: string, wanted: ReadonlyMap<string, string>): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const [path, content] of wanted) {
    const full = join(folder, path);
    const former = await readFile(full, 'utf8').catch(() => undefined);
    if (former !== content) changes.push({ path: full, change: 'write', content });
  }
  const present = await readdir(folder, { recursive: true }).catch(() => []);
  for (const path of present.toSorted()) {
    const isOurs = /^[^/]+\/(?:template\.yaml|samconfig\.toml)$/.test(path);
    if (isOurs && !wanted.has(path)) changes.push({ path: join(folder, path), change: 'remove' });
  }
  return changes;
}

async function apply({ path, change, content = '' }: Change): Promise<void> {
  if (change === 'remove') return rm(path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
