import type { DeploymentAws, DeploymentNotes } from '@streamalert/aws/deployment';
import { describe, expect, it } from 'vitest';
import { noteLiveVersions, rolledBackFunctions } from '../src/deploy/live-versions.ts';
import { planRollback, rollBack } from '../src/deploy/roll-back.ts';
import { makeStack } from './helpers/stacks.ts';

const stackOf = (id: string) =>
  makeStack(id, { resources: { Function: { Type: 'AWS::Serverless::Function', Properties: { FunctionName: id } } } });

/** Functions by name: their versions, and which one is live. */
function makeFunctions(all: Readonly<Record<string, { live: string; versions: readonly string[] }>>, fails?: string) {
  const live = new Map(Object.entries(all).map(([name, one]) => [name, one.live]));
  const functions: DeploymentAws['functions'] = {
    live: async (name) => live.get(name),
    list: async (name) => all[name]?.versions ?? [],
    async makeLive(name, version) {
      if (name === fails) throw new Error('not allowed');
      live.set(name, version);
    },
  };
  return { aws: { functions } as DeploymentAws, live };
}

function makeNotes(
  texts: Readonly<Record<string, string>> = {},
): DeploymentNotes & { readonly all: Map<string, string> } {
  const all = new Map(Object.entries(texts));
  return {
    all,
    read: async (name) => all.get(name),
    async write(name, text) {
      all.set(name, text);
    },
  };
}

describe('planRollback', () => {
  const versions = ['4', '6', '7', '8'];

  it.each([
    ['the version that was live before', '8', { live: '8', before: '6' }, '6'],
    ['the next lower one where nothing is remembered', '8', undefined, '7'],
    ['the next lower one where somebody moved the alias since', '7', { live: '8', before: '7' }, '6'],
    ['the next lower one where the remembered one is gone', '8', { live: '8', before: '5' }, '7'],
  ])('goes to %s', async (_, live, noted, to) => {
    const { aws } = makeFunctions({ merger: { live, versions } });
    const notes = makeNotes(noted === undefined ? {} : { merger: JSON.stringify(noted) });

    const plan = await planRollback(aws, notes, [stackOf('merger')]);

    expect(plan).toStrictEqual({ steps: [{ function: 'merger', stack: 'merger', from: live, to }], problems: [] });
  });

  it('goes to a version that is asked for, also a newer one', async () => {
    const { aws } = makeFunctions({ merger: { live: '6', versions } });

    const { steps } = await planRollback(aws, makeNotes(), [stackOf('merger')], '8');

    expect(steps).toStrictEqual([{ function: 'merger', stack: 'merger', from: '6', to: '8' }]);
  });

  it('says why a function cannot go back', async () => {
    const { aws } = makeFunctions({ first: { live: '4', versions } });
    const stacks = [stackOf('first'), stackOf('absent')];

    const back = await planRollback(aws, makeNotes(), stacks);
    const unknown = await planRollback(aws, makeNotes(), [stackOf('first')], '5');
    const same = await planRollback(aws, makeNotes(), [stackOf('first')], '4');

    expect(back).toStrictEqual({ steps: [], problems: ['first has no version before 4', 'absent is not deployed'] });
    expect(unknown.problems).toStrictEqual(['first has no version 5; there are 4, 6, 7, 8']);
    expect(same.problems).toStrictEqual(['of first version 4 is live already']);
  });
});

describe('rollBack', () => {
  it('leaves all functions where they were when one cannot be moved', async () => {
    const { aws, live } = makeFunctions(
      { one: { live: '2', versions: ['1', '2'] }, two: { live: '2', versions: ['1', '2'] } },
      'two',
    );
    const steps = ['one', 'two'].map((name) => ({ function: name, stack: name, from: '2', to: '1' }));

    await expect(rollBack(aws, steps)).rejects.toThrow('not allowed');

    expect([...live]).toStrictEqual([
      ['one', '2'],
      ['two', '2'],
    ]);
  });
});

describe('live versions', () => {
  it('are remembered where a deployment changed them', async () => {
    const { aws } = makeFunctions({
      changed: { live: '3', versions: [] },
      same: { live: '2', versions: [] },
      first: { live: '1', versions: [] },
    });
    const notes = makeNotes();

    await noteLiveVersions(
      aws,
      notes,
      new Map([
        ['changed', '2'],
        ['same', '2'],
        ['first', undefined],
      ]),
    );

    expect(Object.fromEntries(notes.all)).toStrictEqual({
      changed: '{"live":"3","before":"2"}',
      first: '{"live":"1"}',
    });
  });

  it('tell which functions are rolled back', async () => {
    const { aws } = makeFunctions({
      merger: { live: '2', versions: ['1', '2', '3'] },
      engine: { live: '3', versions: ['2', '3'] },
    });

    expect(await rolledBackFunctions(aws, ['merger', 'engine', 'absent'].map(stackOf))).toStrictEqual([
      { id: 'merger', live: '2', newest: '3' },
    ]);
  });
});
