import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { discardSpooled, listSpooled, spoolStdin } from '../src/index.ts';
import { makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { runInProcess } from './helpers/in-process.ts';
import { makeProject, runChild, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

const chunks = (...texts: string[]) => Readable.from(texts.map((text) => Buffer.from(text)));

describe('spoolStdin', () => {
  it('keeps the whole input in a file named after its content', async () => {
    const dir = temporaryFolder();

    await spoolStdin(chunks('{"a":', '1}\n'), dir);
    await spoolStdin(chunks('{"a":1}\n'), dir);

    const files = await listSpooled(dir);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toStrictEqual(['{"a":1}\n']);
  });

  it('leaves nothing behind when the input breaks off', async () => {
    const dir = temporaryFolder();
    async function* broken() {
      yield Buffer.from('{');
      throw new Error('the pipe broke');
    }

    await expect(spoolStdin(Readable.from(broken()), dir)).rejects.toThrow(
      /^cannot keep standard input in .*: the pipe broke$/,
    );
    expect(readdirSync(join(dir, 'spool'))).toStrictEqual([]);
  });

  it('keeps nothing of an input that is given up, nor what a killed process left', async () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'spool'));
    writeFileSync(join(dir, 'spool', '.killed.part'), '{');
    const input = new PassThrough();
    input.write('{"a":1}\n');
    const controller = new AbortController();

    const spooling = spoolStdin(input, dir, controller.signal);
    setTimeout(() => controller.abort(), 20);

    await expect(spooling).rejects.toThrow('standard input was given up before its end; nothing of it was kept');
    expect(readdirSync(join(dir, 'spool'))).toStrictEqual([]);
  });

  it('says what is in the way of the folder', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');

    await expect(spoolStdin(chunks(''), file)).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('discardSpooled', () => {
  it('removes what was read', async () => {
    const dir = temporaryFolder();
    await spoolStdin(chunks('x'), dir);

    await discardSpooled(await listSpooled(dir));

    expect(await listSpooled(dir)).toStrictEqual([]);
  });
});

describe('standard input that was spooled', () => {
  it('is read by the next run when its own was killed', async () => {
    const dir = temporaryFolder();
    const rules = { 'stop.ts': ruleOn('StopLogging', { outputs: ['console:screen'] }) };
    const project = makeProject(dir, { outputs: { console: ['screen'] }, rules });
    await spoolStdin(
      chunks(toLines([makeNamedEvent('StopLogging', 'a'), makeNamedEvent('StopLogging', 'b')])),
      project.state,
    );
    const killed = await runChild({
      ...project,
      inputs: await listSpooled(project.state),
      environment: {},
      crash: 'batch-committed:1',
    });

    const { summary, printed } = await runInProcess(project, { inputs: await listSpooled(project.state) });

    expect([killed.signal, summary.records.in, printed.length]).toStrictEqual(['SIGKILL', 2, 2]);
  });
});
