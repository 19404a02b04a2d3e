import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeEvents, makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { runInProcess } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

const withBody = (id: string, body: string) => `
  import { defineRule } from '@streamalert/rules-sdk';
  export const rule = defineRule({
    id: '${id}', description: 'Misbehaves.', logs: ['cloudtrail:events'], outputs: ['console:screen'],
    when({ record }) { ${body} },
  });`;

/** Runs rules on 600 events, of which every hundredth stops logging and one is poison. */
async function runRules(rules: Record<string, string>) {
  const dir = temporaryFolder();
  const good = { 'good.ts': ruleOn('StopLogging', { id: 'good', outputs: ['console:screen'] }) };
  const project = makeProject(dir, { outputs: { console: ['screen'] }, rules: { ...good, ...rules } });
  const events = makeEvents(600, 'a').map((event, index) =>
    index % 100 === 50 ? makeNamedEvent('StopLogging', `stop ${index}`) : event,
  );
  events[300] = makeNamedEvent('Poison', 'poison');
  writeFileSync(join(dir, 'a.jsonl'), toLines(events));
  return runInProcess(project, { inputs: [join(dir, 'a.jsonl')] });
}

describe('a rule that misbehaves', () => {
  it('is counted each time it throws, and told of once', async () => {
    const { summary, logged } = await runRules({ 'bad.ts': withBody('bad', 'throw new Error("broken");') });

    expect([summary.alerts, summary.rule_errors]).toStrictEqual([{ good: 6 }, { bad: 600 }]);
    expect(logged.filter((line) => line.includes('broken'))).toHaveLength(1);
  });

  it('goes on after the one record it cannot take', async () => {
    const body = 'if (record.eventName === "Poison") throw new Error("no"); return record.eventName === "StopLogging";';
    const { summary } = await runRules({ 'bad.ts': withBody('bad', body) });

    expect([summary.alerts, summary.rule_errors]).toStrictEqual([{ bad: 6, good: 6 }, { bad: 1 }]);
  });

  it('is parked when it never returns, and takes no alert of another with it', async () => {
    const body = 'if (record.eventName === "Poison") for (;;); return false;';
    const { summary, printed } = await runRules({ 'bad.ts': withBody('bad', body) });

    expect([summary.alerts, summary.rule_errors]).toStrictEqual([{ good: 6 }, { bad: 1 }]);
    expect([printed.length, summary.waiting]).toStrictEqual([6, 0]);
  });
});
