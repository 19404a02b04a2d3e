import { type HistorySearch, type JsonObject, PipelineError } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { beyondDouble, collect, type MakeSubject, type Subject, start } from '../subject.ts';

/** A {@link HistorySearch} over a history with an empty table `alerts`, and a way to fill it. */
export interface HistorySearchSubject extends Subject<HistorySearch> {
  /** Adds rows of `id` and `rule_name`, both texts, `staged`, a boolean, and `hits`, a 64-bit integer. */
  add(rows: readonly JsonObject[]): Promise<void>;
}

const row = (id: string, more: JsonObject = {}): JsonObject => ({
  id,
  rule_name: 'rule',
  staged: false,
  hits: 0,
  ...more,
});

/** What every {@link HistorySearch} does. */
export function describeHistorySearch(name: string, make: MakeSubject<HistorySearchSubject>): void {
  describe(`${name} as a HistorySearch`, () => {
    it('gives rows in the order that was asked for, with values as they were stored', async () => {
      const { port, add } = await start(make);
      const odd = `it's "odd",\nünïcödé 🜁`;
      await add([
        row('b', { rule_name: null, staged: true, hits: beyondDouble }),
        row('a', { rule_name: odd, hits: -7 }),
      ]);

      const { columns, rows } = await port.search('select id, rule_name, staged, hits from alerts order by id desc');

      expect(columns.map((column) => column.name)).toStrictEqual(['id', 'rule_name', 'staged', 'hits']);
      expect(await collect(rows)).toStrictEqual([
        ['b', null, true, beyondDouble],
        ['a', odd, false, -7],
      ]);
    });

    it('counts by group', async () => {
      const { port, add } = await start(make);
      await add(['a', 'b', 'c'].map((id) => row(id, { rule_name: id === 'a' ? 'other' : 'rule' })));

      const { rows } = await port.search(
        'select rule_name, count(distinct id) as alerts from alerts group by rule_name order by rule_name',
      );

      expect(await collect(rows)).toStrictEqual([
        ['other', 1],
        ['rule', 2],
      ]);
    });

    it('names the columns of an answer without rows', async () => {
      const { port } = await start(make);

      const { columns, rows } = await port.search('select id, hits from alerts');

      expect(columns.map((column) => column.name)).toStrictEqual(['id', 'hits']);
      expect(await collect(rows)).toStrictEqual([]);
    });

    it('gives more rows than one answer of a service holds, each once', async () => {
      const { port, add } = await start(make);
      const ids = Array.from({ length: 2100 }, (_, index) => String(10_000 + index));
      await add(ids.map((id) => row(id)));

      const { rows } = await port.search('select id from alerts order by id');

      expect((await collect(rows)).flat()).toStrictEqual(ids);
    });

    it('may be closed before its rows are read, and twice', async () => {
      const { port, add } = await start(make);
      await add([row('a')]);

      const result = await port.search('select id from alerts');
      await result.close();

      expect(await result.close()).toBeUndefined();
    });

    it.each([
      ['a mistake', 'select from where'],
      ['a table that is not there', 'select id from nothing'],
      ['a column that is not there', 'select nothing from alerts'],
    ])('refuses a statement with %s for good', async (_case, sql) => {
      const { port } = await start(make);

      const error = await port.search(sql).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(PipelineError);
      expect((error as PipelineError).retryable).toBe(false);
    });
  });
}
