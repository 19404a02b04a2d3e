import { describe, expect, it } from 'vitest';
import { parsePartitionPath, partitionPath } from '../src/index.ts';

describe('partitionPath', () => {
  it('names the hour of arrival in UTC', () => {
    expect(partitionPath('cloudtrail_events', Date.UTC(2023, 6, 10, 11, 59, 59, 999) * 1000)).toBe(
      'parquet/cloudtrail_events/dt=2023-07-10-11',
    );
  });
});

describe('parsePartitionPath', () => {
  it.each([
    'parquet/alerts/dt=2023-07-10-11',
    'parquet/alerts/dt=2023-07-10-11/part.parquet',
    '/var/lib/history/parquet/alerts/dt=2023-07-10-11/',
  ])('reads %s', (path) => {
    expect(parsePartitionPath(path)).toStrictEqual({ table: 'alerts', hour: '2023-07-10-11' });
  });

  it.each([
    'parquet/alerts',
    'alerts/2023/07/10/11/x.gz',
    'parquet/alerts/dt=2023-07-10',
    'xparquet/a/dt=2023-07-10-11',
  ])('finds no partition in %s', (path) => {
    expect(parsePartitionPath(path)).toBeUndefined();
  });
});
