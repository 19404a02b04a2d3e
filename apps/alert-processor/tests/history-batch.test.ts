import { makeAlert } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { historyBatch } from '../src/history-batch.ts';

const lineOf = (lines: Uint8Array) => JSON.parse(Buffer.from(lines).toString());

describe('an alert for history', () => {
  it('is one line, with its record', () => {
    const alert = makeAlert({ record: { user: 'mia' }, context: { team: 'soc' } });

    const { lines, ...batch } = historyBatch(alert);

    expect(batch).toStrictEqual({ table: 'alerts', id: `alert/${alert.ruleName}/${alert.id}`, records: 1 });
    expect(lineOf(lines)).toMatchObject({ id: alert.id, record: { user: 'mia' }, context: { team: 'soc' } });
  });

  it('leaves out record and context that no delivery stream takes', () => {
    const alert = makeAlert({ record: { padding: 'x'.repeat(1_000_000) }, context: { team: 'soc' } });

    const { lines } = historyBatch(alert);

    expect(lineOf(lines)).toMatchObject({ id: alert.id, rule_name: alert.ruleName, record: {}, context: {} });
  });
});
