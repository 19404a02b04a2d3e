import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { HttpClient } from '@streamalert/core';
import { afterAll, expect, it } from 'vitest';
import type { Output } from '../src/index.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { outputBench } from './helpers/sent-by.ts';

// The output of docs/5.extend.md, as a reader would type it.
const root = fileURLToPath(new URL('../../../', import.meta.url));
const [, source = ''] = /```typescript\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/5.extend.md'), 'utf8')) ?? [];
mkdirSync(join(root, 'reports'), { recursive: true });
const folder = mkdtempSync(join(root, 'reports/extend-'));
const file = join(folder, 'ntfy.ts');
writeFileSync(file, source.replaceAll("from '../", `from '${join(root, 'packages/outputs/src')}/`));
const { ntfy } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
  ntfy: (resources: { http: HttpClient }) => Output;
};
afterAll(() => rmSync(folder, { recursive: true }));

describeHttpOutput('ntfy', {
  make: (http) => ntfy({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/?${encodeURIComponent(secret)}`, topic: secret }),
});

const bench = outputBench(
  () => ntfy({ http: fetchHttpClient }),
  (origin) => ({ url: origin, topic: 'soc' }),
);

it('the output of the guide sends what the guide says', async () => {
  await bench.send({ publication: { '@ntfy.message': 'm'.repeat(5000) } });
  expect(bench.body()).toStrictEqual({
    topic: 'soc',
    title: 'cloudtrail_logging_stopped',
    message: expect.stringMatching(/^m+… \[5000 bytes, the rest is cut\]$/) as string,
    priority: 4,
  });
});
