import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../workspace.ts';
import { copyWorkspace } from './helpers/copy-workspace.ts';
import { type Walked, walkGuide } from './helpers/guide.ts';

describe('docs/5.extend.md, done from top to bottom in a copy of the repository', () => {
  let copy: string;
  let walked: Walked[];

  beforeAll(async () => {
    copy = await copyWorkspace();
    const path = `${dirname(process.execPath)}:${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
    walked = await walkGuide(join(root, 'docs/5.extend.md'), copy, { PATH: path });
  }, 600_000);

  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('has every command succeed', () => {
    expect(walked.filter(({ code }) => code !== 0)).toStrictEqual([]);
    expect(walked).toHaveLength(3);
  });

  it('adds an output with its page', async () => {
    expect(walked[0]?.output).toContain('wrote packages/outputs/src/services.ts');
    expect(walked[0]?.output).toContain('# ntfy\n');
    expect(await readFile(join(copy, 'docs/outputs/README.md'), 'utf8')).toContain(
      '| [`ntfy`](ntfy.md) | ntfy | `url` `topic` | no |',
    );
  });

  it('adds a parser, a log type of its format, and a source that it comes from', () => {
    const line = walked[2]?.output.split('\n').find((text) => text.startsWith('{')) ?? '';

    expect(JSON.parse(line)).toMatchObject({
      log_schema_type: 'nginx:access',
      data_type: 'ltsv',
      service: 's3',
      resource: 'prefix.cluster.nginx.logs',
      record: { host: '192.0.2.14', status: 401, ua: '' },
    });
  });
});
