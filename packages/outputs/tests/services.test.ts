import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputServices } from '../src/index.ts';

/** Its services differ by what runs the pipeline, so it is no member of the registry. */
const composed = ['history'];

describe('outputServices', () => {
  const files = readdirSync(new URL('../src/services', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => basename(entry.name, '.ts'))
    .filter((name) => !composed.includes(name));

  it('lists every file of services/, in order', () => {
    expect(outputServices.map(({ service }) => service)).toStrictEqual(files.sort());
  });

  it.each(files)('has a subpath for %s', (name) => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      exports: Record<string, unknown>;
    };
    expect(manifest.exports[`./${name}`]).toStrictEqual({
      '@streamalert/source': `./src/services/${name}.ts`,
      types: `./dist/services/${name}.d.ts`,
      default: `./dist/services/${name}.js`,
    });
  });

  it.each(files)('has a test of %s', (name) => {
    expect(readdirSync(new URL('.', import.meta.url))).toContain(`${name}.test.ts`);
  });

  it.each(outputServices.flatMap(({ service, credentials }) => credentials.map((field) => [service, field] as const)))(
    'describes the credentials of %s to who is asked for them',
    (_service, { description }) => {
      expect(description).toMatch(/^[a-z].{10,}[^.]$/);
    },
  );
});
