import { describe, expect, it } from 'vitest';
import type { Alert, BlobStore } from '../src/index.ts';
import { createRowSpill, decodeAlertRow, encodeAlertRow, isSpilled } from '../src/wire/index.ts';

const alert: Alert = {
  id: '0a1b2c3d-0000-4000-8000-000000000000',
  ruleName: 'vpn_login',
  record: { user: 'mïa', note: 'x'.repeat(200) },
  outputs: ['aws-firehose:alerts'],
  created: 1_688_990_282_000_123,
  cluster: 'east',
  logSource: 'vpn:login',
  logType: 'json',
  sourceService: 'kinesis',
  sourceEntity: 'acme_east_streamalert',
  ruleDescription: '',
  context: { n: 1 },
  publishers: {},
  mergeByKeys: [],
  mergeWindowMinutes: 0,
  staged: false,
};

function makeSpill(limits: { readonly maxRecordBytes?: number; readonly maxContextBytes?: number } = {}) {
  const contents = new Map<string, Uint8Array>();
  const info = (key: string) => ({ key, sizeBytes: contents.get(key)?.length ?? 0, version: '1' });
  const blobs: BlobStore = {
    async put(key, content) {
      contents.set(key, content);
      return info(key);
    },
    read: async (key) => contents.get(key),
    async *stream() {},
    info: async (key) => (contents.has(key) ? info(key) : undefined),
    async *list(prefix) {
      for (const key of [...contents.keys()].sort()) if (key.startsWith(prefix)) yield info(key);
    },
    async delete(key) {
      contents.delete(key);
    },
  };
  return { contents, spill: createRowSpill({ blobs, baseUrl: 's3://acme-alerts/', maxRecordBytes: 100, ...limits }) };
}

describe('a row whose record is large', () => {
  it('holds where the record lies, as JSON that 3.5 can read', async () => {
    const { spill, contents } = makeSpill();
    const row = encodeAlertRow(alert);

    const spilled = await spill.spill(row);

    const [key = ''] = contents.keys();
    expect(spilled).toStrictEqual({ ...row, Record: `{"streamalert:spilled":"s3://acme-alerts/${key}"}` });
    expect(new TextDecoder().decode(contents.get(key))).toBe(row.Record);
    expect([spill.isLarge(row), isSpilled(row), isSpilled(spilled)]).toStrictEqual([true, false, true]);
  });

  it('is read back whole, its context too', async () => {
    const { spill, contents } = makeSpill({ maxContextBytes: 1 });

    const restored = await spill.restore(await spill.spill(encodeAlertRow(alert)));

    expect(contents.size).toBe(2);
    expect(decodeAlertRow(restored)).toStrictEqual(alert);
  });

  it('leaves nothing behind when its alert is done', async () => {
    const { spill, contents } = makeSpill();
    await spill.spill(encodeAlertRow(alert));
    await spill.spill(encodeAlertRow({ ...alert, id: 'other' }));

    await spill.remove({ ruleName: alert.ruleName, id: alert.id });

    expect(
      [...contents.keys()].every((key) => key.startsWith(spill.prefixOf({ ruleName: 'vpn_login', id: 'other' }))),
    ).toBe(true);
    expect(contents.size).toBe(1);
  });

  it('is not changed by a second alert of its key with another record', async () => {
    const { spill } = makeSpill();
    const first = await spill.spill(encodeAlertRow(alert));
    await spill.spill(encodeAlertRow({ ...alert, record: { note: 'y'.repeat(200) } }));

    expect(decodeAlertRow(await spill.restore(first))).toStrictEqual(alert);
  });

  it('is refused when what it points to is missing', async () => {
    const { spill, contents } = makeSpill();
    const row = await spill.spill(encodeAlertRow(alert));
    contents.clear();

    await expect(spill.restore(row)).rejects.toMatchObject({
      name: 'AlertRowError',
      message: expect.stringContaining('is missing'),
    });
  });

  it.each([
    ['another bucket', 's3://other/alert-records/x.json'],
    ['another folder of the bucket', 's3://acme-alerts/secrets.json'],
  ])('is refused when it points to %s', async (_where, url) => {
    const { spill } = makeSpill();
    const row = { ...encodeAlertRow(alert), Record: JSON.stringify({ 'streamalert:spilled': url }) };

    await expect(spill.restore(row)).rejects.toMatchObject({
      message: `alert ${alert.id} of vpn_login: it was spilled to ${url}, which is not a place of this alert`,
    });
  });
});

describe('a small row', () => {
  it('stays as it is', async () => {
    const { spill, contents } = makeSpill();
    const row = encodeAlertRow({ ...alert, record: { user: 'mia' } });

    expect([spill.isLarge(row), await spill.spill(row), contents.size]).toStrictEqual([false, row, 0]);
  });

  it('whose record looks like a pointer is spilled, so that a pointer in a row is always ours', async () => {
    const { spill } = makeSpill();
    const forged = { ...alert, record: { 'streamalert:spilled': 's3://acme-alerts/alert-records/x.json' } };

    const row = await spill.spill(encodeAlertRow(forged));

    expect(decodeAlertRow(await spill.restore(row))).toStrictEqual(forged);
  });
});
