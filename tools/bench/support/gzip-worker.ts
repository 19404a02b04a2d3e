/**
 * Classifies one gzipped file as a process of its own, so that its peak memory is known, and prints what that took. The log
 * types come as JSON: what reads and checks a configuration is not part of what is measured.
 */
import { createReadStream, readFileSync } from 'node:fs';
import type { LogTypeSchema } from '@streamalert/config';
import { payloadId } from '@streamalert/core';
import { classifierOf } from './classify-all.ts';

const [file = '', logTypes = ''] = process.argv.slice(2);
const classifier = classifierOf(JSON.parse(readFileSync(logTypes, 'utf8')) as LogTypeSchema[]);
const source = { service: 's3', resource: 'bench' } as const;
const open = (start: number) => createReadStream(file, { start, highWaterMark: 256 * 1024 });
const started = performance.now();
let classified = 0;
for await (const { counts } of classifier.classify({ id: payloadId('bench'), source, origin: 'bench', open })) {
  for (const count of Object.values(counts.classified)) classified += count;
}
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.threadCpuUsage();
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ classified, seconds, threadSeconds: (user + system) / 1e6, peakMegabytes }));
