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

    it('replaces a status that is as it was read, once', async () => {
      const { port } = await start(make);
      await port.put([staged, { ruleName: 'c_rule', staged: false }]);
      const promoted: RuleStatus = { ruleName: 'b_rule', staged: false, stagedAt: testTime, contentHash: 'c0ffee' };

      const replaced = await Promise.all([port.replace(staged, promoted), port.replace(staged, promoted)]);

      expect(replaced.toSorted()).toStrictEqual([false, true]);
      expect(await port.list()).toStrictEqual([promoted, { ruleName: 'c_rule', staged: false }]);
    });

    it.each<[string, RuleStatus]>([
      ['was staged anew', { ...staged, stagedAt: testTime + 1 }],
      ['is not staged any more', { ...staged, staged: false }],
      ['has lost the time of its staging', { ruleName: 'b_rule', staged: true }],
    ])('leaves a status as it is that %s after it was read', async (_case, meanwhile) => {
      const { port } = await start(make);
      await port.put([meanwhile]);

      expect(await port.replace(staged, { ruleName: 'b_rule', staged: false })).toBe(false);
      expect(await port.list()).toStrictEqual([meanwhile]);
    });

    it('replaces a status without a time, and adds none that is gone', async () => {
      const { port } = await start(make);
      const plain: RuleStatus = { ruleName: 'b_rule', staged: false };
      await port.put([plain]);

      expect(await port.replace(plain, staged)).toBe(true);
      await port.delete(['b_rule']);
      expect(await port.replace(staged, plain)).toBe(false);
      expect(await port.list()).toStrictEqual([]);
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
