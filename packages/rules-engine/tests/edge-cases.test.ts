import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeMessage } from '@streamalert/core/wire';
import { type RuleEvent, ruleMark } from '@streamalert/rules-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInProcessEngine, loadRules, validateRule } from '../src/index.ts';
import { classified, countingClock, evaluate, fired, rule } from './helpers/records.ts';

const untyped = (options: Record<string, unknown>) => rule(options as Parameters<typeof rule>[0]);
const problems = (options: Record<string, unknown>) => validateRule(untyped(options));

/** Edge cases of 3.5 that the tests of single parts do not show; their numbers are those of its written behaviour. */
describe('edge cases', () => {
  it('takes a queue body that is one object for one record (row 2)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, 'a.mjs'),
      `export const a = { [Symbol.for('@streamalert/rule')]: 1, id: 'a', description: 'x', logs: ['vpn:login'] };`,
    );
    const engine = await createInProcessEngine({ locations: [folder], defaultOutputs: [], clock: countingClock() });
    const text = new TextEncoder().encode(encodeMessage(classified({ user: 'mia' }, { id: 'one' })));

    const { alerts, bodies } = await engine.evaluateBodies([{ id: 'A', text }]);

    expect([bodies, alerts.map(({ record }) => record)]).toStrictEqual([[{ id: 'A', records: 1 }], [{ user: 'mia' }]]);
  });

  it('refuses logs that are one text, where a substring used to select (row 5)', () => {
    expect(problems({ logs: 'zeta:login2' })).toStrictEqual([
      { option: 'logs', message: 'must be a list of names that is not empty' },
    ]);
  });

  it('refuses an empty list of log types, beside which datatypes never selected (row 7)', () => {
    expect(problems({ logs: [], datatypes: ['hostname'] })).toStrictEqual([
      { option: 'logs', message: 'must be a list of names that is not empty' },
    ]);
  });

  it('asks of a required object without keys only that it is there, text or not (row 11, on purpose)', async () => {
    const text = classified({ geo: 'x' });

    expect(await fired([rule({ requires: ['geo'] })], [text, classified({})])).toStrictEqual(['always']);
    expect(await fired([rule({ requires: ['geo.city'] })], [text])).toStrictEqual([]);
  });

  it('evaluates a rule with an empty context, however many arguments its function takes (row 16, on purpose)', async () => {
    const rules = [
      untyped({ id: 'event', context: {}, when: (_event: RuleEvent) => true }),
      untyped({ id: 'nothing', context: {}, when: () => true }),
    ];

    const { alerts, failures } = await evaluate(rules, [classified({})]);

    expect(alerts.map(({ ruleName, context }) => [ruleName, context])).toStrictEqual([
      ['event', {}],
      ['nothing', {}],
    ]);
    expect(failures).toStrictEqual([]);
  });

  it('refuses publishers by name, as nothing says whether the name exists (row 24, on purpose)', () => {
    expect(problems({ publishers: 'no.such.Thing' })).toStrictEqual([
      {
        option: 'publishers',
        message:
          'must be a publisher made with definePublisher, a list of them, or a map from service or output to these',
      },
    ]);
  });

  it.each([
    ['a window of zero, with which nothing was merged (row 45)', { by: ['user'], windowMinutes: 0 }],
    ['no window', { by: ['user'] }],
    ['no keys', { by: [], windowMinutes: 5 }],
    ['keys alone', ['user']],
  ])('refuses merge with %s', (_case, merge) => {
    expect(problems({ merge })).toStrictEqual([
      {
        option: 'merge',
        message: 'must be { by: [key, …], windowMinutes: more than 0, sendFirst: true or false }, the last optional',
      },
    ]);
  });
});

describe('validateRule', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['id', { id: '7' }, 'must be a letter, then letters, digits, "_", "-", "."'],
    ['description', { description: '' }, 'must be text that is not empty'],
    ['datatypes', { datatypes: 'ip_address' }, 'must be a list of names that is not empty'],
    ['where', { where: { user: { name: 'mia' } } }, 'must be a map from dotted path to a value or a list of values'],
    ['requires', { requires: { detail: ['user'] } }, 'must be a list of texts'],
    ['matchers', { matchers: () => true }, 'must be a list of functions'],
    ['when', { when: true }, 'must be a function'],
    ['outputs', { outputs: ['slack'] }, 'must be a list of "service:descriptor"'],
    ['dynamicOutputs', { dynamicOutputs: [() => []] }, 'must be a function'],
    ['context', { context: { at: new Date(0) } }, 'must be an object of plain JSON values'],
    ['severity', { severity: 'dire' }, 'must be one of info, low, medium, high, critical'],
    [
      'attack',
      { attack: [{ technique: 'T1078' }] },
      'must be a list of { tactic: "TA0005", technique: "T1562.008" }, the technique optional',
    ],
    ['enabled', { enabled: 'no' }, 'must be true or false'],
    ['req_subkeys', { req_subkeys: { detail: ['user'] } }, 'is not an option of rules'],
  ])('tells what %s accepts', (option, options, message) => {
    expect(problems(options)).toStrictEqual([{ option, message }]);
  });

  it('tells that a rule looks at nothing, and lacks what it needs', () => {
    expect(validateRule({ [ruleMark]: 1 } as unknown as Parameters<typeof validateRule>[0])).toStrictEqual([
      { option: 'id', message: 'is required' },
      { option: 'description', message: 'is required' },
      { option: '', message: 'needs logs, datatypes, or both' },
    ]);
  });

  it('names file and export of what it refuses at load', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'a.mjs');
    writeFileSync(
      file,
      `export const a = { [Symbol.for('@streamalert/rule')]: 1, id: 'a', description: 'x', logs: ['b:c'], merge: {} };`,
    );

    const { rules, issues } = await loadRules([folder]);

    expect(rules).toStrictEqual([]);
    expect(issues).toStrictEqual([
      {
        file,
        pointer: '/a/merge',
        message:
          'rule "a": merge must be { by: [key, …], windowMinutes: more than 0, sendFirst: true or false }, the last optional',
        severity: 'error',
      },
    ]);
  });
});
