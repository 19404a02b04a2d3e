import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '@streamalert/community-rules';
import { describe, expect, it } from 'vitest';
import { root, runCli, sampleConf, temporaryFolder } from './helpers/cli.ts';

const data = join(root, '../shared/data/cloudtrail');
const folders = ['invictus', 'stratus'].map((name) => join(data, name));

/** Rules whose alerts are joined with others before they are delivered. */
const merging = new Set(rules.filter((rule) => rule.merge !== undefined).map((rule) => rule.id));

const sum = (counts: [string, number][]): number => counts.reduce((total, [, count]) => total + count, 0);

describe.runIf(existsSync(data))('streamalert run on the logs of two attack simulations', () => {
  it('recognises every record, delivers once, and keeps what search finds', async () => {
    const cwd = temporaryFolder();
    const conf = ['--conf', sampleConf];
    const args = ['run', ...folders, '--source', 's3:prefix.cluster.sample.bucket', ...conf, '--format', 'json'];
    const sql = 'select eventname, count(*) as n from cloudtrail_events group by all order by all';

    const first = JSON.parse((await runCli(args, { cwd })).stdout);
    const second = JSON.parse((await runCli(args, { cwd })).stdout);
    const found = await runCli(['search', sql, '--format', 'ndjson', ...conf], { cwd });

    expect(first).toMatchObject({
      files: { read: 64, skipped: 2, unreadable: 0 },
      records: { in: 2731, classified: { 'cloudtrail:events': 2731 }, rejected: {} },
      waiting: 0,
      rule_errors: {},
    });
    const raised = Object.entries(first.alerts as Record<string, number>);
    const alerts = sum(raised);
    const unmerged = sum(raised.filter(([id]) => !merging.has(id)));
    const merged = first.deliveries['aws-firehose:alerts'] - alerts;
    // The history has every alert and what they were merged into; a person sees the latter alone.
    expect(unmerged).toBeGreaterThan(0);
    expect(merged).toBeGreaterThan(0);
    expect(first.deliveries).toStrictEqual({
      'aws-firehose:alerts': alerts + merged,
      'console:stdout': unmerged + merged,
      'file:alerts': unmerged + merged,
    });
    expect(second).toMatchObject({ records: { in: 2731 }, alerts: {}, deliveries: {} });
    expect(Object.fromEntries(found.stdout.trim().split('\n').map(toEntry))).toStrictEqual(countEventNames());
  });
});

function toEntry(line: string): [string, number] {
  const { eventname, n } = JSON.parse(line);
  return [eventname, Number(n)];
}

function countEventNames(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const file of folders.flatMap((folder) =>
    globSync('**/*.json', { cwd: folder }).map((name) => join(folder, name)),
  )) {
    const parsed = JSON.parse(readFileSync(file, 'utf8'));
    for (const { eventName } of parsed.Records ?? parsed) counts[eventName] = (counts[eventName] ?? 0) + 1;
  }
  return counts;
}
