import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    expect(publishers.map(({ name }) => name)).toStrictEqual(['short_text']);
    expect(issues).toStrictEqual([]);
  });

  it('takes a single file, and reads it once', async () => {
    const { rules } = await loadRules([files('good/nested/deep.ts'), files('good/nested')]);

    expect(rules.map(({ rule, exportName }) => [rule.id, exportName])).toStrictEqual([['deep', 'pack']]);
  });

  it('tells everything that is wrong, and loads the rest', async () => {
    const { rules, issues } = await loadRules([files('bad'), files('none')]);

    expect(rules.map(({ rule }) => rule.description)).toStrictEqual(['Loaded.']);
    expect(
      issues.map(({ file, pointer, severity }) => [file.slice(files('').length), pointer, severity]),
    ).toStrictEqual([
      ['bad/a-throws.ts', '', 'error'],
      ['bad/b-syntax.mjs', '', 'error'],
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

  it('lends the SDK to a folder that has not installed it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    writeFileSync(
      join(folder, 'rule.ts'),
      `import { defineRule } from '@streamalert/rules-sdk';
       export const lent = defineRule({ id: 'lent', description: 'x', logs: ['a:b'] });`,
    );
    const program = `import { loadRules } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      const { rules, issues } = await loadRules([${JSON.stringify(folder)}]);
      process.stdout.write(JSON.stringify([rules.map(({ rule }) => rule.id), issues]));`;

    const conditions = '--conditions=@streamalert/source';
    const output = execFileSync(process.execPath, [conditions, '--input-type=module', '--eval', program]);
    rmSync(folder, { recursive: true });

    expect(JSON.parse(output.toString())).toStrictEqual([['lent'], []]);
  });
});
