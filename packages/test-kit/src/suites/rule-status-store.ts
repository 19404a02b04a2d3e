import type { RuleStatus, RuleStatusStore } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';
import { testTime } from '../test-clock.ts';

const staged: RuleStatus = {
  ruleName: 'b_rule',
  staged: true,
  stagedAt: testTime,
  stagedUntil: testTime + 48 * 3600 * 1_000_000,
  contentHash: 'c0ffee',
  decisions: [
    {
      at: testTime - 1,
      staged: false,
      reason: 'promoted',
      evidence: { alerts: 0, since: testTime - 9, maximumAlerts: 3 },
    },
    { at: testTime, staged: true, reason: 'changed' },
  ],
};

/** What every {@link RuleStatusStore} does. */
export function describeRuleStatusStore(name: string, make: MakeSubject<Subject<RuleStatusStore>>): void {
  describe(`${name} as a RuleStatusStore`, () => {
    it('lists statuses by name', async () => {
      const { port } = await start(make);
      await port.put([staged, { ruleName: 'a_rule', staged: false }]);

      expect(await port.list()).toStrictEqual([{ ruleName: 'a_rule', staged: false }, staged]);
    });

    it('replaces a status whole', async () => {
      const { port } = await start(make);
      await port.put([staged]);
      await port.put([{ ruleName: 'b_rule', staged: false }]);

      expect(await port.list()).toStrictEqual([{ ruleName: 'b_rule', staged: false }]);
    });

    it('deletes, and does not mind what is gone', async () => {
      const { port } = await start(make);
      await port.put([staged]);
      await port.delete(['b_rule', 'none']);

      expect(await port.list()).toStrictEqual([]);
    });

    it('keeps statuses when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put([staged]);
      const again = await reopen();

      expect(await again.list()).toStrictEqual([staged]);
    });
  });
}
