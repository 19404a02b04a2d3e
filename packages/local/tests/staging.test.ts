import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSystemClock } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { type InProcessOptions, look, runInProcess, search } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

const day = 24 * 3_600_000_000;
const console = ['console:screen'];

/** A project with staging, one rule on StopLogging, and rules that are added later. */
function makeStagingProject(staging: Readonly<Record<string, unknown>> = {}) {
  const dir = temporaryFolder();
  const rules = { 'stop.ts': ruleOn('StopLogging', { id: 'stop', outputs: console }) };
  const project = makeProject(dir, { outputs: { console: ['screen'] }, rules });
  const path = join(project.conf, 'global.json');
  const global = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  global['infrastructure'] = { rule_staging: { enabled: true, ...staging } };
  writeFileSync(path, JSON.stringify(global));
  let runs = 0;
  return {
    project,
    addRule: (id: string, eventName: string) =>
      writeFileSync(join(dir, 'rules', `${id}.ts`), ruleOn(eventName, { id, outputs: console })),
    /** Runs on new events of these names. */
    run(names: readonly string[], options: InProcessOptions = {}) {
      runs += 1;
      const input = join(dir, `${runs}.jsonl`);
      writeFileSync(input, toLines(names.map((name, at) => makeNamedEvent(name, `${runs}.${at}`))));
      return runInProcess(project, { inputs: [input], ...options });
    },
    statuses: () =>
      look(project, async ({ ruleStatuses }) =>
        (await ruleStatuses.list()).map(({ ruleName, staged, decisions }) => [
          ruleName,
          staged,
          decisions?.map(({ reason, evidence }) => [reason, evidence?.alerts]),
        ]),
      ),
  };
}

const laterBy = (micros: number) => {
  const system = createSystemClock();
  return { now: () => system.now() + micros };
};

describe('staged rules', () => {
  it('record and do not notify, until they were quiet for their time', async () => {
    const { project, addRule, run, statuses } = makeStagingProject();
    const first = await run(['StopLogging']);
    addRule('quiet', 'DeleteTrail');
    addRule('loud', 'StopLogging');

    const second = await run(['StopLogging']);
    const third = await run(['StopLogging', 'DeleteTrail'], { clock: laterBy(3 * day) });

    expect([first, second].map(({ printed }) => printed.length)).toStrictEqual([1, 1]);
    expect(second.logged.join('\n')).toContain('staged for 48 hours, recording and not notifying: loud, quiet');
    expect(
      await search(project, 'select rule_name, staged, count(*) from alerts group by all order by all'),
    ).toStrictEqual([
      ['loud', true, 2],
      ['quiet', false, 1],
      ['stop', false, 3],
    ]);
    expect(third.logged.join('\n')).toContain('rule quiet notifies from now on: its staging is over');
    expect(third.printed.length).toBe(2);
    expect(await statuses()).toStrictEqual([
      ['loud', true, [['new', undefined]]],
      [
        'quiet',
        false,
        [
          ['new', undefined],
          ['promoted', 0],
        ],
      ],
      ['stop', false, [['new', undefined]]],
    ]);
  });

  it('notify from the start where new rules are not staged', async () => {
    const { addRule, run } = makeStagingProject({ stage_new_rules: false });
    await run(['StopLogging']);
    addRule('later', 'StopLogging');

    expect((await run(['StopLogging'])).printed.length).toBe(2);
  });

  it('are promoted with alerts when the configuration allows so many', async () => {
    const { addRule, run, statuses } = makeStagingProject({ maximum_alerts: 2, staging_hours: 1 });
    await run(['StopLogging']);
    addRule('loud', 'StopLogging');
    await run(['StopLogging', 'StopLogging']);
    await run([], { clock: laterBy(day) });

    expect((await statuses())[0]).toStrictEqual([
      'loud',
      false,
      [
        ['new', undefined],
        ['promoted', 2],
      ],
    ]);
  });
});
