import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { eventsDirectory, nearMissesDirectory, schemasDirectory } from '../src/index.ts';

const sample = fileURLToPath(new URL('../../../conf/schemas', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const read = (folder: string): [string, string][] =>
  readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

const schemas = read(sample).flatMap(([, text]) =>
  Object.entries(JSON.parse(text) as Record<string, { parser: string }>),
);

describe('the package', () => {
  it('holds the schema files of conf/schemas', () => {
    expect(read(schemasDirectory)).toStrictEqual(read(sample));
  });

  it('lists every log type and its parser in the README', () => {
    const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.map((row) =>
      row
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
    expect(listed).toStrictEqual(schemas.map(([name, { parser }]) => [`\`${name}\``, parser]));
  });

  it.each([
    ['events', eventsDirectory],
    ['near misses', nearMissesDirectory],
  ])('keeps the %s of a log type in the file of its schema', (_what, folder) => {
    const misplaced = read(folder).flatMap(([file, text]) => {
      const known = new Set(Object.keys(JSON.parse(readFileSync(join(sample, file), 'utf8')) as object));
      return (JSON.parse(text) as { log: string }[])
        .filter(({ log }) => !known.has(log))
        .map(({ log }) => `${file}: ${log}`);
    });
    expect(misplaced).toStrictEqual([]);
  });

  it.each([
    ['events', eventsDirectory],
    ['near misses', nearMissesDirectory],
  ])('names no address outside the ranges for documentation in its %s', (_what, folder) => {
    const addresses = read(folder).flatMap(([, text]) => text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? []);
    expect(addresses.filter((address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address))).toStrictEqual([]);
  });
});
