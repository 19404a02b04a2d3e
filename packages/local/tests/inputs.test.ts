import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLogFileName, resolveInputs } from '../src/index.ts';
import { temporaryFolder } from './helpers/project.ts';

/** A folder with empty files. */
function folderOf(...names: string[]): string {
  const dir = realpathSync(temporaryFolder());
  for (const name of names) {
    const path = join(dir, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
  }
  return dir;
}

const pathsOf = async (...args: string[]) => (await resolveInputs(args)).files.map(({ path }) => path);

describe('isLogFileName', () => {
  it.each(['a.json', 'a.jsonl', 'a.ndjson', 'a.log', 'a.csv', 'a.txt', 'a.json.gz', 'a.log.bz2', 'A.LOG.ZST'])(
    'takes %s',
    (name) => {
      expect(isLogFileName(name)).toBe(true);
    },
  );

  it.each(['LICENSE', 'a.gz', 'a.parquet', 'a.json.zip', '.hidden.json', 'a.md'])('leaves %s', (name) => {
    expect(isLogFileName(name)).toBe(false);
  });
});

describe('resolveInputs', () => {
  it('walks folders, takes what is a log by its name, and lists the rest as skipped', async () => {
    const dir = folderOf('b/x.json.gz', 'a.log', 'LICENSE', 'b/notes.md', '.git/config.json');

    const { files, skipped } = await resolveInputs([dir]);

    expect(files.map(({ path }) => path)).toStrictEqual([join(dir, 'a.log'), join(dir, 'b/x.json.gz')]);
    expect(skipped).toStrictEqual([join(dir, '.git'), join(dir, 'LICENSE'), join(dir, 'b/notes.md')]);
  });

  it('always takes a file that is named', async () => {
    const dir = folderOf('LICENSE');

    expect(await pathsOf(join(dir, 'LICENSE'))).toStrictEqual([join(dir, 'LICENSE')]);
  });

  it('takes a file once, however often and by whatever link it is named', async () => {
    const dir = folderOf('a.json');
    symlinkSync(join(dir, 'a.json'), join(dir, 'b.json'));

    expect(await pathsOf(dir, join(dir, 'a.json'))).toStrictEqual([join(dir, 'a.json')]);
  });

  it('ends on folders that link to each other', async () => {
    const dir = folderOf('a/x.json');
    symlinkSync(dir, join(dir, 'a/again'));

    expect(await pathsOf(dir)).toStrictEqual([join(dir, 'a/x.json')]);
  });

  it('expands globs that the shell left alone', async () => {
    const dir = folderOf('2026/11/a.json', '2026/12/b.json', '2026/12/c.log');

    expect(await pathsOf(`${dir}/2026/*/*.json`)).toStrictEqual([
      join(dir, '2026/11/a.json'),
      join(dir, '2026/12/b.json'),
    ]);
  });

  it.each([
    ['a missing file', 'gone.json', /^cannot read .*gone\.json: there is no such file or directory$/],
    ['a glob without a match', '*.nothing', /^no file matches .*\*\.nothing$/],
  ])('refuses %s', async (_name, arg, message) => {
    const dir = folderOf('a.json');

    await expect(resolveInputs([join(dir, arg)])).rejects.toThrow(message);
  });
});
