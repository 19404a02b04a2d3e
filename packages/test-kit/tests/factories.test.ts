import { decodeAlertRow, decodeBody, encodeAlertRow } from '@streamalert/core/wire';
import { describe, expect, it } from 'vitest';
import { makeAlert, makeClassifiedRecord, makeQuarantinedRecord, makeQueueBody } from '../src/index.ts';

describe('the factories', () => {
  it.each([
    ['makeAlert', makeAlert],
    ['makeClassifiedRecord', makeClassifiedRecord],
    ['makeQuarantinedRecord', makeQuarantinedRecord],
  ] as [string, (overrides: { seed: number }) => unknown][])(
    '%s makes the same thing for the same seed',
    (_name, make) => {
      expect(make({ seed: 1 })).toStrictEqual(make({ seed: 1 }));
      expect(make({ seed: 1 })).not.toStrictEqual(make({ seed: 2 }));
    },
  );

  it('make what the codecs give back', () => {
    const records = [makeClassifiedRecord(), makeClassifiedRecord({ seed: 2 })];

    expect(decodeBody(new TextDecoder().decode(makeQueueBody(records).text))).toStrictEqual(records);
    expect(decodeAlertRow(encodeAlertRow(makeAlert()))).toStrictEqual(makeAlert());
  });

  it('take overrides', () => {
    expect(makeAlert({ staged: true, owner: 'soc' })).toStrictEqual({ ...makeAlert(), staged: true, owner: 'soc' });
    expect(makeQuarantinedRecord({ origin: '/a', reason: 'empty' })).toMatchObject({
      origin: '/a',
      rejected: { reason: 'empty' },
    });
  });
});
