import { makeAlert, testTime } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { StateMissingError } from '../src/errors.ts';
import { openState } from '../src/state.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

const claim = { now: testTime + 60_000_000, owner: 'run', leasedUntil: testTime + 120_000_000, limit: 10 };
const alert = makeAlert();

async function openBoth() {
  const { state: running, clock, dir } = await openTestState();
  const beside = await openState({ dir, clock, beside: true });
  return { running, beside, clock, dir };
}

describe('a state opened beside a run', () => {
  it('takes silences that the run applies to the next alert', async () => {
    const { running, beside, clock } = await openBoth();
    const silence = { id: 's', where: {}, until: testTime + 9e9, reason: 'test', by: 'ines', created: clock.now() };
    await beside.silences.add({ ...silence, ruleName: alert.ruleName });
    await running.alerts.put([alert]);

    expect((await running.alerts.get(alert))?.alert.suppressed?.kind).toBe('silence');
    await beside.close();
  });

  it('drops an alert that the run has in its hands, and the run goes on', async () => {
    const { running, beside } = await openBoth();
    await running.alerts.put([alert]);
    await running.alerts.claim(claim);

    const dropped = await beside.alerts.drop(alert);
    await running.alerts.settle(alert, [{ output: 'slack:soc', kind: 'sent', at: testTime }], { owner: 'run' });

    expect(dropped).toBe(true);
    expect(await running.alerts.put([alert])).toStrictEqual([]);
    await beside.close();
  });

  it('leaves the leases and the lock of the run alone', async () => {
    const { running, beside, clock, dir } = await openBoth();
    await running.alerts.put([alert]);
    await running.alerts.claim(claim);
    await beside.close();

    expect((await running.alerts.get(alert))?.leasedBy).toBe('run');
    await expect(openState({ dir, clock })).rejects.toMatchObject({ name: 'StateLockedError' });
  });

  it('writes at the same time without losing anything', async () => {
    const { running, beside } = await openBoth();
    const puts = Array.from({ length: 200 }, (_, seed) =>
      (seed % 2 === 0 ? running : beside).alerts.put([makeAlert({ seed })]),
    );
    const stored = await Promise.all(puts);

    expect(stored.flat()).toHaveLength(200);
    expect(await running.alerts.due({ now: claim.now, limit: 1000 })).toHaveLength(200);
    await beside.close();
  });

  it('is refused where there is no state yet', async () => {
    const dir = `${temporaryDirectory()}/none`;
    const { clock } = await openTestState();

    await expect(openState({ dir, clock, beside: true })).rejects.toBeInstanceOf(StateMissingError);
  });
});
