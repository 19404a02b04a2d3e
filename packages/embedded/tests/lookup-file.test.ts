import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeLookupSource } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { LookupFileError, openLookupFile } from '../src/index.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

describeLookupSource('a JSON file', async () => {
  const path = join(temporaryDirectory(), 'table.json');
  return { port: openLookupFile(path), reopen: async () => openLookupFile(path) };
});

function file(name: string, content: string): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

describe('openLookupFile', () => {
  it('reads a file again when it has changed', async () => {
    const path = file('table.json', '{"a": 9007199254740993}');
    const table = openLookupFile(path);
    const before = await table.get('a');
    writeFileSync(path, '{"a": "changed"}');

    expect([before, await table.get('a')]).toStrictEqual([9007199254740993n, 'changed']);
  });

  it('takes a missing file for an empty table', async () => {
    const table = openLookupFile(join(temporaryDirectory(), 'none.json'));

    expect(await table.keys()).toStrictEqual([]);
    expect(await table.get('a')).toBeUndefined();
  });

  it('keeps the permissions of a file that it writes', async () => {
    const path = file('table.json', '{}');
    chmodSync(path, 0o640);
    await openLookupFile(path).put('a', 1);

    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it.each([
    ['not JSON', 'table.json', '{"a":', 'is not JSON'],
    ['not an object', 'table.json', '["a"]', 'must hold one JSON object'],
    ['a CSV of one column', 'table.csv', 'key\na\n', 'at least one more'],
  ])('refuses %s and names the file', async (_case, name, content, message) => {
    const path = file(name, content);

    await expect(openLookupFile(path).get('a')).rejects.toMatchObject({
      name: 'LookupFileError',
      place: { file: path },
      message: expect.stringContaining(message),
    });
  });

  it('refuses other kinds of file', () => {
    expect(() => openLookupFile('/tables/a.txt')).toThrow(LookupFileError);
  });

  it('gives the second column of a CSV file as text', async () => {
    const table = openLookupFile(
      file('table.csv', '\uFEFFaccount,owner\r\n012345678901,"Mia, ""on call"""\r\n123456789012,7\r\n'),
    );

    expect(await table.get('012345678901')).toBe('Mia, "on call"');
    expect(await table.get('123456789012')).toBe('7');
    expect(await table.keys()).toStrictEqual(['012345678901', '123456789012']);
  });

  it('gives several columns of a CSV file as an object', async () => {
    const table = openLookupFile(file('table.CSV', 'account,owner,stage\n1,mia,prod\n2,"a\nb"\n\n3,,\n'));

    expect(await table.get('1')).toStrictEqual({ owner: 'mia', stage: 'prod' });
    expect(await table.get('2')).toStrictEqual({ owner: 'a\nb', stage: '' });
    expect(await table.get('3')).toStrictEqual({ owner: '', stage: '' });
  });

  it('does not write a CSV file', async () => {
    const path = file('table.csv', 'key,value\na,1\n');

    await expect(openLookupFile(path).put('b', '2')).rejects.toMatchObject({ name: 'LookupFileError' });
  });
});
