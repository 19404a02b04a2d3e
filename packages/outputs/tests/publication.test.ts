import type { Publisher } from '@streamalert/rules-sdk';
import { definePublisher } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { builtInPublishers, composePublication, defaultPublication, PublisherError } from '../src/index.ts';
import { publicationKeys } from '../src/publication-keys.ts';
import { makeAlert } from './helpers/factories.ts';

const named = (...publishers: Publisher[]) => new Map(publishers.map((publisher) => [publisher.name, publisher]));
const note = (name: string) =>
  definePublisher(name, (_alert, publication) => ({
    ...publication,
    seen: [...((publication['seen'] as string[]) ?? []), name],
  }));

describe('defaultPublication', () => {
  it('has the keys of 3.5 in its order', () => {
    const alert = makeAlert({ outputs: ['slack:soc', 'aws-firehose:alerts'], cluster: '' });
    expect(Object.entries(defaultPublication(alert))).toStrictEqual([
      ['cluster', ''],
      ['context', {}],
      ['created', '2023-07-10T12:00:00.000000Z'],
      ['id', alert.id],
      ['log_source', 'cloudtrail:events'],
      ['log_type', 'json'],
      ['outputs', ['aws-firehose:alerts', 'slack:soc']],
      ['publishers', {}],
      ['record', alert.record],
      ['rule_description', 'Somebody used the root account.'],
      ['rule_name', 'cloudtrail_root_account_usage'],
      ['source_entity', 'acme.logs'],
      ['source_service', 's3'],
      ['staged', false],
    ]);
  });

  it('adds after them what the alert has beyond 3.5', () => {
    const all = makeAlert({
      severity: 'high',
      title: 't',
      tags: ['x'],
      attack: [{ tactic: 'TA0005' }],
      references: ['https://example.com'],
      runbook: 'r',
      owner: 'o',
      suppressed: { kind: 'silence', reason: 'r', until: 0, by: 'b' },
    });
    expect(Object.keys(defaultPublication(all))).toStrictEqual([...publicationKeys]);
  });
});

describe('composePublication', () => {
  it("runs the service's publishers, then the exact output's, from an empty object (edge case 26)", () => {
    const alert = makeAlert({ publishers: { 'slack:soc': ['b'], slack: ['a'] } });
    const composed = composePublication(alert, 'slack:soc', named(note('a'), note('b')));
    expect(composed).toStrictEqual({ publication: { seen: ['a', 'b'] }, unknownPublishers: [] });
  });

  it.each([
    ['one name', 'a', ['a']],
    ['a list', ['b', 'a'], ['b', 'a']],
    ['single names in a map', { slack: 'a', 'slack:soc': 'b' }, ['a', 'b']],
  ])('reads %s as 3.5 stored it', (_case, publishers, seen) => {
    const alert = makeAlert({ publishers: publishers as never });
    expect(composePublication(alert, 'slack:soc', named(note('a'), note('b'))).publication).toStrictEqual({ seen });
  });

  it('passes unknown names over and says so (edge case 27)', () => {
    const alert = makeAlert({ publishers: { slack: ['gone'] } });
    expect(composePublication(alert, 'slack:soc', new Map())).toStrictEqual({
      publication: defaultPublication(alert),
      unknownPublishers: ['gone'],
    });
  });

  it('never transforms history', () => {
    const alert = makeAlert({ publishers: { 'aws-firehose': ['a'], 'aws-firehose:alerts': ['a'] } });
    const { publication } = composePublication(alert, 'aws-firehose:alerts', named(note('a')));
    expect(publication).toStrictEqual(defaultPublication(alert));
  });

  it('gives each publisher a copy of its own (edge case 29)', () => {
    const kept: { list: number[] }[] = [];
    const first = definePublisher('first', () => {
      const publication = { list: [1] };
      kept.push(publication);
      return publication;
    });
    const second = definePublisher('second', (_alert, publication) => {
      kept[0]?.list.push(2);
      (publication['list'] as number[]).push(3);
      return publication;
    });
    const alert = makeAlert({ publishers: { slack: ['first', 'second'] } });
    expect(composePublication(alert, 'slack:soc', named(first, second)).publication).toStrictEqual({ list: [1, 3] });
  });

  it.each<[string, Publisher['publish'], string]>([
    [
      'throws',
      () => {
        throw new Error('no such field');
      },
      'publisher bad failed: no such field',
    ],
    [
      'changes the alert',
      (alert) => {
        (alert.record as { x: number }).x = 1;
        return {};
      },
      'publisher bad failed: Cannot add property x, object is not extensible',
    ],
    ['answers nothing', () => undefined as never, 'publisher bad must return an object of plain JSON values'],
    ['answers a promise', (async () => ({})) as never, 'publisher bad must return an object of plain JSON values'],
    [
      'answers functions',
      () => ({ f: () => 1 }) as never,
      'publisher bad must return plain JSON values, not functions',
    ],
  ])('names a publisher that %s', (_case, publish, message) => {
    const alert = makeAlert({ publishers: { slack: ['bad'] } });
    const compose = () => composePublication(alert, 'slack:soc', named(definePublisher('bad', publish)));
    expect(compose).toThrow(PublisherError);
    expect(compose).toThrow(message);
  });
});

describe('the publishers that come with the SDK', () => {
  it('run by the names that 3.5 stored with alerts', () => {
    const names = [
      'streamalert.shared.publisher.DefaultPublisher',
      'publishers.community.generic.remove_internal_fields',
    ];
    const alert = makeAlert({ publishers: { slack: names } });
    const { publication, unknownPublishers } = composePublication(alert, 'slack:soc', builtInPublishers);
    const { outputs: _outputs, publishers: _publishers, staged: _staged, ...rest } = defaultPublication(alert);
    expect([publication, unknownPublishers]).toStrictEqual([rest, []]);
  });
});
