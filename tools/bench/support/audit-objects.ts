import { gzipSync } from 'node:zlib';
import { everydayEvent } from '../../example-logs/everyday.ts';
import { createRandom } from '../../example-logs/random.ts';

/** A rule that matches the first record of an object with a marker, and nothing else that is generated. */
export const markerRule = `import { defineRule } from '@streamalert/rules-sdk';

export const marker = defineRule({
  id: 'bench_marker',
  description: 'A record that the bench waits for.',
  logs: ['cloudtrail:events'],
  when: ({ record }) => record['eventName'] === 'BenchMarker',
});
`;

/**
 * A gzipped object of CloudTrail as a busy account writes it.
 *
 * @param marker Which the first record has, in `requestParameters`; absent: all are everyday ones.
 */
export function auditObject(records: number, marker?: string): Buffer {
  const random = createRandom(records);
  const Records = Array.from({ length: records }, (_, index) => everydayEvent(random, 'us-east-1', index % 86_400));
  if (marker !== undefined) {
    Records[0] = { ...Records[0], eventName: 'BenchMarker', requestParameters: { marker }, eventID: random.uuid() };
  }
  return gzipSync(JSON.stringify({ Records }));
}
