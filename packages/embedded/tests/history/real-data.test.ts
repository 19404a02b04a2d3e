import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, parseJson, stringifyJson } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { makeHistory } from './helpers/test-history.ts';

const data = join(import.meta.dirname, '../../../../../shared/data/cloudtrail/invictus');

describe.skipIf(!existsSync(data))('history of real CloudTrail', () => {
  it('counts by event name what went in, and loses no value', async () => {
    const records: JsonObject[] = [];
    for await (const name of glob('*.json', { cwd: data })) {
      const parsed = parseJson(await readFile(join(data, name), 'utf8')) as unknown as { Records: JsonObject[] };
      records.push(...parsed.Records);
    }
    const history = await makeHistory({
      tables: [
        {
          name: 'cloudtrail_events',
          columns: [
            { name: 'eventname', type: 'string', path: ['record', 'eventName'] },
            { name: 'requestparameters', type: 'map<string,string>', path: ['record', 'requestParameters'] },
            { name: 'useridentity', type: 'map<string,string>', path: ['record', 'userIdentity'] },
          ],
        },
      ],
    });
    for (let start = 0; start < records.length; start += 500) {
      await history.putRecords(...records.slice(start, start + 500).map((record) => stringifyJson(record)));
    }
    const expected = Object.entries(Object.groupBy(records, ({ eventName }) => String(eventName)))
      .map(([name, group]) => [name, group?.length ?? 0] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));

    await history.writer.flush();

    const counts = await history.search('SELECT eventname, count(*) FROM cloudtrail_events GROUP BY 1 ORDER BY 1');
    const identities = await history.search(
      "SELECT count(useridentity['arn']), count(requestparameters), count(streamalert_unfit) FROM cloudtrail_events",
    );
    expect(records.length).toBeGreaterThan(2000);
    expect(counts).toStrictEqual(expected);
    expect(identities).toStrictEqual([
      [
        records.filter(({ userIdentity }) => (userIdentity as JsonObject)?.['arn'] !== undefined).length,
        records.filter(({ requestParameters }) => requestParameters !== null && requestParameters !== undefined).length,
        0,
      ],
    ]);
  });
});
