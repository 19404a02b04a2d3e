import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemasDirectory } from '../src/index.ts';

interface LogType {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly configuration?: { readonly optional_top_level_keys?: readonly string[] };
}

const logTypes: Readonly<Record<string, LogType>> = Object.assign(
  {},
  ...readdirSync(schemasDirectory).map(
    (file) => JSON.parse(readFileSync(join(schemasDirectory, file), 'utf8')) as object,
  ),
);

const optionalKeys = (name: string): readonly string[] => logTypes[name]?.configuration?.optional_top_level_keys ?? [];

/** Log type, keys and optional keys in 3.5. */
const before: readonly (readonly [name: string, keys: number, optional: number])[] = [
  ['aliyun:actiontrail', 19, 8],
  ['binaryalert', 3, 0],
  ['box:admin_events', 10, 1],
  ['carbonblack:alert.status.updated', 10, 2],
  ['carbonblack:alert.watchlist.hit.feedsearch.bin', 31, 4],
  ['carbonblack:alert.watchlist.hit.ingress.binary', 31, 0],
  ['carbonblack:alert.watchlist.hit.ingress.process', 46, 7],
  ['carbonblack:alert.watchlist.hit.query.process', 70, 32],
  ['carbonblack:audit', 3, 0],
  ['carbonblack:binaryinfo.group.observed', 8, 0],
  ['carbonblack:binaryinfo.host.observed', 10, 1],
  ['carbonblack:binaryinfo.observed', 7, 0],
  ['carbonblack:binarystore.file.added', 8, 0],
  ['carbonblack:feed.ingress.hit.binary', 19, 0],
  ['carbonblack:feed.ingress.hit.host', 18, 0],
  ['carbonblack:feed.ingress.hit.process', 21, 0],
  ['carbonblack:feed.query.hit.binary', 32, 1],
  ['carbonblack:feed.query.hit.process', 64, 36],
  ['carbonblack:feed.storage.hit.binary', 22, 3],
  ['carbonblack:feed.storage.hit.process', 25, 2],
  ['carbonblack:feed.synchronized', 7, 0],
  ['carbonblack:ingress.event.childproc', 22, 3],
  ['carbonblack:ingress.event.crossprocopen', 20, 1],
  ['carbonblack:ingress.event.filemod', 21, 4],
  ['carbonblack:ingress.event.module', 27, 0],
  ['carbonblack:ingress.event.moduleload', 13, 2],
  ['carbonblack:ingress.event.netconn', 25, 13],
  ['carbonblack:ingress.event.procend', 24, 9],
  ['carbonblack:ingress.event.processblock', 17, 5],
  ['carbonblack:ingress.event.procstart', 24, 9],
  ['carbonblack:ingress.event.regmod', 16, 1],
  ['carbonblack:ingress.event.remotethread', 19, 1],
  ['carbonblack:ingress.event.tamper', 7, 0],
  ['carbonblack:watchlist.hit.binary', 62, 36],
  ['carbonblack:watchlist.hit.ingress.binary', 29, 1],
  ['carbonblack:watchlist.hit.process', 70, 34],
  ['carbonblack:watchlist.storage.hit.binary', 9, 0],
  ['carbonblack:watchlist.storage.hit.process', 11, 0],
  ['cloudtrail:digest', 15, 0],
  ['cloudtrail:events', 29, 18],
  ['cloudtrail:insight', 9, 0],
  ['cloudwatch:cloudtrail', 24, 10],
  ['cloudwatch:control_message', 3, 0],
  ['cloudwatch:events', 9, 0],
  ['cloudwatch:flow_logs', 14, 0],
  ['cloudwatch:rds_aurora', 10, 0],
  ['duo:administrator', 5, 0],
  ['duo:authentication', 13, 0],
  ['fleet:results', 9, 0],
  ['ghe:general', 13, 5],
  ['ghe:syslog', 27, 20],
  ['gsuite:reports', 7, 3],
  ['okta:logevents', 16, 8],
  ['onelogin:events', 31, 0],
  ['osquery:batch', 9, 4],
  ['osquery:differential', 12, 6],
  ['osquery:snapshot', 12, 6],
  ['osquery:status', 10, 2],
  ['packetbeat:dns', 7, 2],
  ['packetbeat:flow', 7, 0],
  ['pan', 13, 0],
  ['slack:access', 10, 0],
  ['slack:integration', 15, 10],
  ['streamquery:version1', 3, 0],
  ['trendmicro:malwareevent', 46, 7],
];

/** Log types to which vendors have added since, each new key an optional one. */
const added: Readonly<Record<string, number>> = {
  'cloudtrail:events': 3,
  'cloudwatch:cloudtrail': 8,
  'duo:administrator': 1,
  'gsuite:reports': 3,
  'okta:logevents': 1,
};

/** Keys that 3.5 required and that CloudTrail leaves out of some events. */
const nowOptional: Readonly<Record<string, number>> = { 'cloudwatch:cloudtrail': 3 };

describe('the log types of 3.5', () => {
  it.each(before)('%s has its keys', (name, keys, optional) => {
    const more = added[name] ?? 0;
    const found = [Object.keys(logTypes[name]?.schema ?? {}).length, optionalKeys(name).length];
    expect(found).toStrictEqual([keys + more, optional + more + (nowOptional[name] ?? 0)]);
  });

  it('are all there', () => {
    expect(before.length).toBe(65);
    expect(before.filter(([name]) => logTypes[name] === undefined)).toStrictEqual([]);
  });
});
