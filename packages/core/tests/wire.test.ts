import { describe, expect, it } from 'vitest';
import type { ClassifiedRecord } from '../src/index.ts';
import { decodeBody, encodeMessage } from '../src/wire/index.ts';

const record: ClassifiedRecord = {
  kind: 'classified',
  id: 'p.0.7',
  cluster: 'east',
  log_schema_type: 'vpn:login',
  data_type: 'json',
  service: 'kinesis',
  resource: 'acme_east_streamalert',
  record: { user: 'mia', bytes: 9007199254740993n },
};

describe('queue message', () => {
  it('is what 3.5 wrote, in its order, and an id', () => {
    expect(encodeMessage(record)).toBe(
      '{"cluster":"east","log_schema_type":"vpn:login","record":{"user":"mia","bytes":9007199254740993},"service":"kinesis","resource":"acme_east_streamalert","data_type":"json","id":"p.0.7"}',
    );
  });

  it('is read back whole', () => {
    expect(decodeBody(`[${encodeMessage(record)}]`)).toStrictEqual([record]);
  });

  it('of 3.5, a single object without id, is read', () => {
    const body =
      '{"cluster":"east","log_schema_type":"vpn:login","record":{"user":"mia"},"service":"s3","resource":"b","data_type":"json"}';

    expect(decodeBody(body)).toStrictEqual([
      { ...record, id: '', service: 's3', resource: 'b', record: { user: 'mia' } },
    ]);
  });

  it.each([
    ['no JSON', 'x', 'the queue body is not JSON'],
    ['no record', '[{"cluster":"c"}]', 'message 0 of the queue body has no object "record"'],
    ['a record that is text', '[{"record":"x"}]', 'message 0 of the queue body has no object "record"'],
    ['null', '[null]', 'message 0 of the queue body has no object "record"'],
  ])('with %s is refused', (_name, body, message) => {
    expect(() => decodeBody(body)).toThrow(expect.objectContaining({ name: 'QueueMessageError', message }));
  });
});
