import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Issue } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../src/index.ts';

const files = (name: string): string => fileURLToPath(new URL(`rule-files/${name}`, import.meta.url));

describe('loadRules', () => {
  it('takes what is exported: directly, in arrays, in namespaces, once each', async () => {
    const { rules, publishers, issues } = await loadRules([files('good')]);

    expect(rules.map(({ rule, file, exportName }) => [rule.id, file, exportName])).toStrictEqual([
      ['deep', files('good/login.ts'), 'everything'],
      ['login', files('good/login.ts'), 'login'],
    ]);
    expect(rules[1]?.rule.description).toBe('A rule in TypeScript.');
    expect(publishers.map(({ name }) => name)).toStrictEqual(['short_text']);
    expect(issues).toStrictEqual([]);
  });

  it('takes a single file, reads it once, and a pack as it is', async () => {
    const { rules } = await loadRules([files('good/nested/deep.ts'), files('good/nested')]);

    expect(rules.map(({ rule, exportName }) => [rule.id, exportName])).toStrictEqual([
      ['deep', 'pack'],
      ['login', 'changed'],
    ]);
  });

  it('takes publishers that rules name, exported or not, and says when two have one name', async () => {
    const { rules, publishers, issues } = await loadRules([files('publishers')]);

    expect(rules.map(({ rule }) => rule.id)).toStrictEqual(['one', 'two']);
    expect(publishers.map(({ name }) => name)).toStrictEqual(['exported', 'not_exported']);
    expect(issues).toStrictEqual([
      {
        file: files('publishers/two.mjs'),
        pointer: '/two',
        message: `publisher "not_exported" has the name of one in ${files('publishers/one.mjs')}; names are unique`,
        severity: 'error',
      },
    ]);
  });

  it('tells everything that is wrong, and loads the rest', async () => {
    const { rules, issues } = await loadRules([files('bad'), files('none')]);

    expect(rules.map(({ rule }) => rule.description)).toStrictEqual(['Loaded.']);
    expect(
      issues.map(({ file, pointer, severity }) => [file.slice(files('').length), pointer, severity]),
    ).toStrictEqual([
      ['bad/a-throws.ts', '', 'error'],
      ['bad/c-options.mjs', '/future', 'error'],
      ['none', '', 'warning'],
      ['bad/d-twice.mjs', '/twice', 'error'],
      ['bad/c-options.mjs', '/aimless', 'error'],
      ['bad/c-options.mjs', '/wrong/description', 'error'],
      ['bad/c-options.mjs', '/wrong/logs', 'error'],
      ['bad/c-options.mjs', '/wrong/sevrity', 'error'],
      ['bad/c-options.mjs', '/wrong/outputs', 'error'],
    ]);
    expect(issues[0]?.message).toBe('cannot be loaded: no such table');
    expect(issues.at(-1)?.message).toBe('rule "wrong": outputs must be a list of "service:descriptor"');
  });

  it.each([
    ['ts', 'export const one = 1;\nexport const two: number = = 2;', 'line 2: Expression expected'],
    ['js', 'export const = 1;', "Unexpected token '='"],
  ])('tells that a .%s file is not valid', (extension, text, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    writeFileSync(join(folder, `rule.${extension}`), text);

    const { issues } = loadInNode(folder);
    rmSync(folder, { recursive: true });

    expect(issues.map((issue) => issue.message)).toStrictEqual([`cannot be loaded: ${message}`]);
  });

  it('changes the content hash with the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    const write = (name: string, comment: string) =>
      writeFileSync(
        join(folder, name),
        `${comment}\nexport default { [Symbol.for('@streamalert/rule')]: 1, id: '${name[0]}', description: 'x', logs: ['a:b'] };`,
      );
    write('a.mjs', '// one');
    write('b.mjs', '// two');
    write('left-out.test.mjs', '// a test');

    const { rules } = await loadRules([folder]);
    rmSync(folder, { recursive: true });

    expect(rules.map(({ contentHash }) => contentHash.length)).toStrictEqual([64, 64]);
    expect(rules[0]?.contentHash).not.toBe(rules[1]?.contentHash);
  });

  it('keeps the content hash of a rule of a pack when the file that lists the pack changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    for (const [name, comment] of [
      ['before', ''],
      ['after', '// one more rule is to be replaced\n'],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(
        join(folder, name, '_pack.mjs'),
        "export const rule = { [Symbol.for('@streamalert/rule')]: 1, id: 'a', description: 'x', logs: ['a:b'] };",
      );
      writeFileSync(join(folder, name, 'rules.mjs'), `${comment}export * as pack from './_pack.mjs';`);
    }

    const [before, after] = [await loadRules([join(folder, 'before')]), await loadRules([join(folder, 'after')])];
    rmSync(folder, { recursive: true });

    expect(before.rules.map(({ rule }) => rule.id)).toStrictEqual(['a']);
    expect(after.rules[0]?.contentHash).toBe(before.rules[0]?.contentHash);
  });

  it('lends the SDK to a folder that has not installed it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    writeFileSync(
      join(folder, 'rule.ts'),
      `import { defineRule } from '@streamalert/rules-sdk';
       export const lent = defineRule({ id: 'lent', description: 'x', logs: ['a:b'] });`,
    );
    const { ids, issues } = loadInNode(folder);
    rmSync(folder, { recursive: true });

    expect({ ids, issues }).toStrictEqual({ ids: ['lent'], issues: [] });
  });
});

/** Loads rules in a process of its own, where Node's own loader is at work and not that of the test runner. */
function loadInNode(folder: string): { ids: string[]; issues: Issue[] } {
  const program = `import { loadRules } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const { rules, issues } = await loadRules([${JSON.stringify(folder)}]);
    process.stdout.write(JSON.stringify({ ids: rules.map(({ rule }) => rule.id), issues }));`;
  const options = ['--conditions=@streamalert/source', '--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as ReturnType<typeof loadInNode>;
}
