import type { HistorySearch, Json } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { alertsStatement, countAlerts } from '../src/index.ts';

const since = Date.UTC(2023, 6, 10, 11, 58, 2) * 1000 + 123;
const hour = 3_600_000_000;

/** A history that answers each statement with the next rows. */
function answering(...answers: readonly (readonly (readonly Json[])[])[]) {
  const asked: string[] = [];
  const history: HistorySearch = {
    async search(sql) {
      const rows = answers[asked.push(sql) - 1] ?? [];
      return {
        columns: [],
        rows: (async function* () {
          yield* rows;
        })(),
        close: async () => {},
      };
    },
  };
  return { history, asked };
}

describe('countAlerts', () => {
  it('counts alerts of each rule from its own moment on, each once', async () => {
    const { history, asked } = answering([['noisy', 12]]);

    const counts = await countAlerts(
      [
        { ruleName: 'noisy', since },
        { ruleName: "it's quiet", since: since + hour },
      ],
      history,
    );

    expect(counts).toStrictEqual(new Map([['noisy', 12]]));
    expect(asked).toStrictEqual([
      "select rule_name, count(distinct id) from alerts where dt >= '2023-07-10-11' and (" +
        "(dt >= '2023-07-10-11' and rule_name = 'noisy' and created >= '2023-07-10T11:58:02.000123Z') or " +
        "(dt >= '2023-07-10-12' and rule_name = 'it''s quiet' and created >= '2023-07-10T12:58:02.000123Z')) " +
        'group by rule_name',
    ]);
  });

  it('asks for more rules than a statement holds one statement after the other', async () => {
    const { history, asked } = answering([['rule_1', 1]], [['rule_1199', 2]], [['rule_1200', 3]]);
    const rules = Array.from({ length: 1201 }, (_, at) => ({ ruleName: `rule_${at}`, since }));

    const counts = await countAlerts(rules, history);

    expect([...counts]).toStrictEqual([
      ['rule_1', 1],
      ['rule_1199', 2],
      ['rule_1200', 3],
    ]);
    expect(asked.map((sql) => sql.split(' or ').length)).toStrictEqual([500, 500, 201]);
  });

  it('asks nothing for no rule', async () => {
    const { history, asked } = answering();

    expect([await countAlerts([], history), asked]).toStrictEqual([new Map(), []]);
  });
});

describe('alertsStatement', () => {
  it('shows the alerts of a rule, newest first', () => {
    expect(alertsStatement({ ruleName: 'noisy', since })).toBe(
      "select id, rule_name, created, cluster, log_source, source_entity, record from alerts where (dt >= '2023-07-10-11' and rule_name = 'noisy' and created >= '2023-07-10T11:58:02.000123Z') order by created desc",
    );
  });
});
