import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertId, createRecordUuidWriter, mergedAlertId, payloadId, recordId, recordUuid } from '../src/index.ts';

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  it('are the same for the same coordinates on every machine', () => {
    const payload = payloadId('s3', 'acme.audit.logs', 'a/b.json.gz', 'etag-1');

    expect(payload).toBe('923ded2aa814f73a6da253070f9a1e1a14f72966ff93ccb98817c3451f45eff0');
    expect(alertId('r', 'x')).toBe('d92b489e-9202-4705-869a-a669822574b0');
    expect(recordId(payload, 3, 41)).toBe(`${payload}.3.41`);
  });

  it('keep coordinates apart that only look alike when joined', () => {
    expect(payloadId('ab', 'c')).not.toBe(payloadId('a', 'bc'));
  });

  it('have the form of UUIDv4', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (rule, record) => {
        expect(alertId(rule, record)).toMatch(uuid4);
        expect(recordUuid(record)).toMatch(uuid4);
      }),
    );
  });

  it('of records of one payload are one hash and the position', () => {
    const payload = payloadId('s3', 'acme.audit.logs', 'a/b.json.gz', 'etag-1');
    const ids = [
      [0, 0],
      [0, 1],
      [1, 0],
      [2 ** 30, 0],
      [2 ** 31, 7],
      [0, 2 ** 32],
    ].map(([position = 0, item = 0]) => recordUuid(recordId(payload, position, item)));

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]?.slice(0, 27)).toBe(ids[1]?.slice(0, 27));
    expect(recordUuid(recordId('other', 0, 0)).slice(0, 8)).not.toBe(ids[0]?.slice(0, 8));
  });

  it('of records are written as bytes as they are given as text', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (payload, position, item) => {
        const bytes = Buffer.alloc(40, '.');

        createRecordUuidWriter(payload)(bytes, 2, position, item);

        expect(bytes.toString()).toBe(`..${recordUuid(recordId(payload, position, item))}..`);
      }),
    );
  });

  it('of a merged alert does not depend on the order of its members', () => {
    expect(mergedAlertId('rule', ['b', 'a', 'c'])).toBe(mergedAlertId('rule', ['c', 'b', 'a']));
    expect(mergedAlertId('rule', ['a', 'b'])).not.toBe(mergedAlertId('rule', ['a', 'c']));
  });
});
