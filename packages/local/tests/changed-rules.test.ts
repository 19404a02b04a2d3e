import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { type InProcessOptions, quarantineOf, runInProcess, search } from './helpers/in-process.ts';
import { makeProject, runChild, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

const unknownKey = { newVendorField: 'x' };

/** One known and two unknown records, in lines and in a document. */
function makeFlow() {
  const dir = temporaryFolder();
  const outputs = { console: ['screen'], file: { alerts: join(dir, 'alerts.jsonl') } };
  const stopping = ruleOn('StopLogging', { outputs: ['console:screen', 'file:alerts'] });
  const project = makeProject(dir, { outputs, rules: { 'stop.ts': stopping } });
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  const known = makeNamedEvent('StopLogging', 'known');
  writeFileSync(join(logs, 'a.jsonl'), toLines([known, { ...known, eventID: 'new', ...unknownKey }]));
  const items = [makeNamedEvent('DeleteTrail', 'item'), { ...known, eventID: 'new item', ...unknownKey }];
  writeFileSync(join(logs, 'b.json'), JSON.stringify({ Records: items }));
  return {
    project,
    inputs: [logs],
    run: (options: InProcessOptions = {}) => runInProcess(project, { inputs: [logs], ...options }),
    addRule(): void {
      writeFileSync(join(dir, 'rules/delete.ts'), ruleOn('DeleteTrail', { outputs: ['console:screen'] }));
    },
    /** From now on the schema knows the new key. */
    fixSchema(): void {
      const path = join(project.conf, 'schemas/cloudtrail.json');
      const schemas = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Schema>;
      const events = schemas['cloudtrail:events'] as Schema;
      events.schema['newVendorField'] = 'string';
      events.configuration.optional_top_level_keys.push('newVendorField');
      writeFileSync(path, JSON.stringify(schemas));
    },
    history: () => search(project, 'select eventid, count(*) from cloudtrail_events group by all order by all'),
    fileAlerts: () => readFileSync(join(dir, 'alerts.jsonl'), 'utf8').trimEnd().split('\n').map(readAlert).sort(),
  };
}

interface Schema {
  readonly schema: Record<string, unknown>;
  readonly configuration: { readonly optional_top_level_keys: string[] };
}

const readAlert = (line: string): unknown =>
  (JSON.parse(line) as { record: Record<string, unknown> }).record['eventID'];

const everythingOnce = [
  ['item', 1],
  ['known', 1],
  ['new', 1],
  ['new item', 1],
];

describe('run after rules have changed', () => {
  it('delivers only the alerts of the new rule, and keeps records once', async () => {
    const { run, addRule, history } = makeFlow();
    const first = await run();
    addRule();

    const second = await run();
    const third = await run();

    expect(first.summary.alerts).toStrictEqual({ stoplogging: 1 });
    expect(second.summary.alerts).toStrictEqual({ deletetrail: 1 });
    expect(second.summary.files).toStrictEqual({ read: 2, unchanged: 0, skipped: 0, unreadable: 0 });
    expect(second.summary.records).toStrictEqual(first.summary.records);
    expect([third.summary.files.unchanged, third.printed]).toStrictEqual([2, []]);
    expect(await history()).toStrictEqual([
      ['item', 1],
      ['known', 1],
    ]);
  });

  it('evaluates all of a file that the rules changed in the middle of', async () => {
    const { project, inputs, run, addRule, history } = makeFlow();
    const killed = await runChild({ ...project, inputs, environment: {}, crash: 'bodies-received:1' });
    addRule();

    const { summary } = await run();

    expect(killed.signal).toBe('SIGKILL');
    expect(summary.alerts).toStrictEqual({ deletetrail: 1, stoplogging: 1 });
    expect(await history()).toStrictEqual([
      ['item', 1],
      ['known', 1],
    ]);
  });

  it('takes records that are recognised now out of quarantine, into history and to the rules', async () => {
    const { project, run, fixSchema, history, fileAlerts } = makeFlow();
    await run();
    fixSchema();

    const { summary } = await run();

    expect(summary.records).toStrictEqual({ in: 4, classified: { 'cloudtrail:events': 4 }, rejected: {} });
    expect(await quarantineOf(project)).toStrictEqual([]);
    expect(await history()).toStrictEqual(everythingOnce);
    expect(fileAlerts()).toStrictEqual(['known', 'new', 'new item']);
  });
});

describe('replay', () => {
  it('leaves what is still unknown where it is', async () => {
    const { project, run } = makeFlow();
    await run();

    const { summary } = await run({ replay: true });

    expect(summary.records).toStrictEqual({ in: 2, classified: {}, rejected: { 'unknown keys': 2 } });
    expect(await quarantineOf(project)).toHaveLength(2);
  });

  it('sends what is recognised now through the flow, once', async () => {
    const { project, run, fixSchema, history, fileAlerts } = makeFlow();
    await run();
    fixSchema();

    const first = await run({ replay: true });
    const second = await run({ replay: true });

    expect(first.summary.records).toStrictEqual({ in: 2, classified: { 'cloudtrail:events': 2 }, rejected: {} });
    expect(second.summary.records.in).toBe(0);
    expect(await quarantineOf(project)).toStrictEqual([]);
    expect(await history()).toStrictEqual(everythingOnce);
    expect(fileAlerts()).toStrictEqual(['known', 'new', 'new item']);
  });

  it('makes the alerts that reading the files again would make', async () => {
    const { run, fixSchema, history, fileAlerts } = makeFlow();
    await run();
    fixSchema();
    await run({ replay: true });

    const { summary } = await run();

    expect(summary.alerts).toStrictEqual({});
    expect(await history()).toStrictEqual(everythingOnce);
    expect(fileAlerts()).toStrictEqual(['known', 'new', 'new item']);
  });

  it('goes on after it was killed', async () => {
    const { project, run, fixSchema, history, fileAlerts } = makeFlow();
    await run();
    fixSchema();
    const killed = await runChild({
      ...project,
      inputs: [],
      environment: {},
      replay: true,
      crash: 'batch-committed:1',
    });

    await run({ replay: true });

    expect(killed.signal).toBe('SIGKILL');
    expect(await quarantineOf(project)).toStrictEqual([]);
    expect(await history()).toStrictEqual(everythingOnce);
    expect(fileAlerts()).toStrictEqual(['known', 'new', 'new item']);
  });
});
