import { getKeys, type JsonObject, valueAt } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { traceReads } from '../src/trace-reads.ts';

const record: JsonObject = {
  user: { name: 'mia', roles: ['admin', { id: 7 }] },
  size: 2n ** 53n + 1n,
  note: null,
};
const read = (look: (record: JsonObject) => unknown) => {
  const traced = traceReads(record);
  const seen = look(traced.record);
  return { seen, readings: traced.readings() };
};

describe('traceReads', () => {
  it('remembers fields that were read, each once, and fields that are not there', () => {
    const look = ({ user, note, gone }: JsonObject) => [(user as JsonObject)['name'], note, gone, note];

    expect(read(look)).toStrictEqual({
      seen: ['mia', null, undefined, null],
      readings: [{ path: 'note', found: null }, { path: 'gone' }, { path: 'user.name', found: 'mia' }],
    });
  });

  it('gives arrays that still are arrays', () => {
    const roles = (one: JsonObject) => (one['user'] as { roles: string[] }).roles;

    expect(read((one) => [Array.isArray(roles(one)), roles(one).length, roles(one).includes('admin')])).toStrictEqual({
      seen: [true, 2, true],
      readings: [{ path: 'user.roles[0]', found: 'admin' }],
    });
  });

  it('shows helpers of the SDK what they would see', () => {
    expect(read((one) => [valueAt(one, 'user.name'), getKeys(one, 'id')]).seen).toStrictEqual(['mia', [7]]);
  });

  it('leaves the record itself alone', () => {
    const before = structuredClone(record);

    read((one) => Object.assign(one, { user: 'changed' }));

    expect(record).toStrictEqual(before);
  });
});
