import { describe, expect, it } from 'vitest';
import { makeHistory, type TestHistory } from './helpers/test-history.ts';

const everything = 'SELECT * FROM cloudtrail_events ORDER BY streamalert_id';

async function historyOfFiles(count: number): Promise<TestHistory> {
  const history = await makeHistory();
  for (let index = 0; index < count; index += 1) {
    await history.putRecords(
      `{"eventName":"e${index}","count":${2n ** 60n + BigInt(index)},"parameters":{"k":[${index}]}}`,
    );
    await history.writer.flush();
  }
  return history;
}

describe('HistoryWriter.compact', () => {
  it('joins the files of an hour that is over, with equal content', async () => {
    const history = await historyOfFiles(4);
    const before = await history.search(everything);
    history.clock.set('2023-07-10T12:00:00Z');

    const replaced = await history.writer.compact();

    expect(replaced).toBe(4);
    expect(await history.search(everything)).toStrictEqual(before);
    expect(before).toHaveLength(4);
  });

  it('leaves the current hour and single files alone', async () => {
    const history = await historyOfFiles(2);

    const current = await history.writer.compact();
    history.clock.set('2023-07-10T12:00:00Z');
    await history.putRecords('{"eventName":"single"}');
    await history.writer.flush();
    history.clock.set('2023-07-10T13:00:00Z');

    expect(current).toBe(0);
    expect(await history.writer.compact()).toBe(2);
    expect(await history.writer.compact()).toBe(0);
  });

  it('keeps replaced files for an hour, for searches that have begun', async () => {
    const history = await historyOfFiles(3);
    history.clock.set('2023-07-10T12:00:00Z');
    await history.writer.compact();
    const after = await history.files();
    // The age of a file is the file system's, so this test lives in the present.
    history.clock.set(new Date(Date.now() + 59 * 60_000).toISOString());
    await history.writer.compact();
    const young = await history.files();
    history.clock.set(new Date(Date.now() + 61 * 60_000).toISOString());

    await history.writer.compact();

    expect(young).toStrictEqual(after);
    expect(after).toHaveLength(4);
    expect(await history.files()).toStrictEqual([expect.stringMatching(/-1-3-[0-9a-f]{8}\.parquet$/)]);
    expect(await history.search('SELECT count(*) FROM cloudtrail_events')).toStrictEqual([[3]]);
  });

  it('takes in what arrives late for an hour that was compacted', async () => {
    const history = await historyOfFiles(2);
    await history.putRecords('{"eventName":"late"}');
    history.clock.set('2023-07-10T12:00:00Z');
    await history.writer.compact();

    await history.writer.flush();

    expect(await history.writer.compact()).toBe(2);
    expect(await history.search('SELECT eventname FROM cloudtrail_events ORDER BY 1')).toStrictEqual([
      ['e0'],
      ['e1'],
      ['late'],
    ]);
  });

  it('joins files of different versions of a schema', async () => {
    const history = await historyOfFiles(1);
    const older = {
      name: 'cloudtrail_events',
      columns: [{ name: 'former', type: 'string', path: ['record', 'former'] }],
    };
    await history.putRecords('{"former":"f"}');
    await history.restart({ tables: [older] }).flush();
    history.clock.set('2023-07-10T12:00:00Z');

    await history.writer.compact();

    expect(await history.search('SELECT eventname, former FROM cloudtrail_events ORDER BY 1 NULLS LAST')).toStrictEqual(
      [
        ['e0', null],
        [null, 'f'],
      ],
    );
  });
});
