import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mustRun, run } from '../../run.ts';

/** What a page has its reader do: type commands, save a file, or change some. */
type Step =
  | { readonly commands: string }
  | { readonly file: string; readonly text: string }
  | { readonly diff: string };

/** Commands of one block, and what came of them. */
export interface Walked {
  readonly commands: string;
  readonly code: number;
  readonly output: string;
}

const fence = /^```(\S+)(?: file=(\S+))?\n([^]*?)^```$/gm;

function readSteps(page: string): Step[] {
  return [...page.matchAll(fence)].flatMap(([, language, file, text = '']): Step[] => {
    if (file !== undefined) return [{ file, text }];
    if (language === 'diff') return [{ diff: text }];
    return language === 'sh' ? [{ commands: text.trim() }] : [];
  });
}

/**
 * Does what a page says, from top to bottom, as its reader would: types each `sh` block into one shell and saves each
 * block with `file=PATH`, and makes the changes of each `diff` block. Stops after commands that failed.
 *
 * @param folder Where the reader begins. `cd` in a block holds for those after it.
 */
export async function walkGuide(
  path: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Walked[]> {
  const walked: Walked[] = [];
  const whereabouts = join(folder, '.whereabouts');
  let cwd = folder;
  for (const step of readSteps(await readFile(path, 'utf8'))) {
    if ('file' in step) {
      await mkdir(dirname(join(cwd, step.file)), { recursive: true });
      await writeFile(join(cwd, step.file), step.text);
      continue;
    }
    if ('diff' in step) {
      const patch = join(folder, '.changes.diff');
      await writeFile(patch, step.diff);
      await mustRun('git', ['apply', patch], { cwd });
      continue;
    }
    const script = `${step.commands}\npwd > '${whereabouts}'`;
    const { code, output } = await run('sh', ['-ec', script], { cwd, env });
    walked.push({ commands: step.commands, code, output });
    if (code !== 0) break;
    cwd = (await readFile(whereabouts, 'utf8')).trim();
  }
  return walked;
}
