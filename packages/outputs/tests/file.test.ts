import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPublication, file, fileService, type Output } from '../src/index.ts';
import { exampleDelivery } from './helpers/example-alert.ts';
import { makeAlert, makeDelivery } from './helpers/factories.ts';
import { code, describePage } from './helpers/page.ts';

describe('file', () => {
  let baseDir: string;
  let path: string;
  beforeEach(async () => {
    baseDir = await mkdtemp(join(tmpdir(), 'outputs-file-'));
    path = join(baseDir, 'alerts.ndjson');
  });
  afterEach(() => rm(baseDir, { recursive: true }));

  const alert = (id: string) => makeAlert({ id, record: { serial: 9007199254740993n } });
  const send = (output: Output, id: string, settings = 'alerts.ndjson') =>
    output.send(makeDelivery({ alert: alert(id), publication: defaultPublication(alert(id)), settings }));
  const lines = async (): Promise<string[]> => (await readFile(path, 'utf8')).split('\n');
  const ids = async (): Promise<unknown[]> =>
    (await lines()).filter((line) => line !== '').map((line) => (JSON.parse(line) as { id: unknown }).id);

  it('appends one line of compact JSON with integers exact', async () => {
    expect(await send(file({ baseDir }), 'a')).toStrictEqual({ kind: 'sent' });
    const [line, end] = await lines();
    expect(line).toContain('"id":"a","log_source":"cloudtrail:events"');
    expect(line).toContain('"record":{"serial":9007199254740993}');
    expect(end).toBe('');
  });

  it('finds an alert again that is written as an OCSF finding', async () => {
    const settings = { value: 'alerts.ndjson', format: 'ocsf' };
    await send(file({ baseDir }), 'a', settings as never);
    await send(file({ baseDir }), 'a', settings as never);
    expect((await lines())[0]).toContain('"class_uid":2004');
    expect(await ids()).toStrictEqual(['a']);
  });

  describePage(
    fileService,
    {
      title: 'A file',
      about: 'Appends the publication of each alert as one line of JSON, synced to the disk before it counts as sent.',
      vendor: ['https://jsonlines.org'],
      conf: { soc: 'alerts.ndjson' },
      settings: { value: 'the path, relative to the working directory, where another setting stands beside it' },
      limits: [
        'None of its own. The file belongs to one process at a time; it is read once before the first line is added.',
      ],
      repeats: 'An alert whose id is in the file is not written again, and a torn last line is cut off.',
    },
    async () => {
      await file({ baseDir }).send(exampleDelivery('file', { settings: 'alerts.ndjson' }));
      return code('json', (await lines())[0] ?? '');
    },
  );

  it('creates folders', async () => {
    await send(file({ baseDir }), 'a', 'deep/down/alerts.ndjson');
    expect(await readFile(join(baseDir, 'deep/down/alerts.ndjson'), 'utf8')).toContain('"id":"a"');
  });

  it('writes each of many concurrent alerts once', async () => {
    const output = file({ baseDir });
    const wanted = Array.from({ length: 200 }, (_, index) => `alert-${index}`);
    await Promise.all([...wanted, ...wanted].map((id) => send(output, id)));
    expect((await ids()).sort()).toStrictEqual([...wanted].sort());
  });

  it('does not repeat an alert that a process wrote before it was killed', async () => {
    await send(file({ baseDir }), 'a');
    const restarted = file({ baseDir });
    expect(await send(restarted, 'a')).toStrictEqual({ kind: 'sent' });
    await send(restarted, 'b');
    expect(await ids()).toStrictEqual(['a', 'b']);
  });

  it('cuts a line that a crash tore, at whatever byte', async () => {
    await send(file({ baseDir }), 'a');
    const whole = await readFile(path);
    await send(file({ baseDir }), 'ü');
    const second = (await readFile(path)).subarray(whole.length);

    for (let kept = 1; kept < second.length; kept += 7) {
      await writeFile(path, Buffer.concat([whole, second.subarray(0, kept)]));
      await send(file({ baseDir }), 'ü');
      expect(await ids()).toStrictEqual(['a', 'ü']);
    }
  });

  it('keeps a whole last line that lacks its end', async () => {
    await writeFile(path, '{"id":"a"}');
    await send(file({ baseDir }), 'a');
    await send(file({ baseDir }), 'b');
    expect(await ids()).toStrictEqual(['a', 'b']);
  });

  it('leaves a file alone that holds something else', async () => {
    await writeFile(path, 'dear diary');
    expect(await send(file({ baseDir }), 'a')).toStrictEqual({
      kind: 'permanent',
      reason: `${path} does not end in a line of JSON; it was left as it is`,
    });
    expect(await readFile(path, 'utf8')).toBe('dear diary');
  });

  it('looks at the file again after a write failed', async () => {
    const output = file({ baseDir });
    await send(output, 'a');
    await rm(path);
    await rm(baseDir, { recursive: true });
    await expect(send(output, 'b')).rejects.toThrow('ENOENT');
    expect(await send(output, 'b')).toStrictEqual({ kind: 'sent' });
  });

  it('adds to what others appended in whole lines', async () => {
    await appendFile(path, '{"other":1}\n');
    await send(file({ baseDir }), 'a');
    expect(await lines()).toHaveLength(3);
  });
});
