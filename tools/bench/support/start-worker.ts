/**
 * Makes a classifier of the log types in a JSON file, as the first thing a process does with them, classifies one record with
 * it, and prints how long that took and how much memory is held.
 */
import { readFileSync } from 'node:fs';
import type { LogTypeSchema } from '@streamalert/config';
import { classifierOf, classifyAll } from './classify-all.ts';

const [file = ''] = process.argv.slice(2);
const logTypes = JSON.parse(readFileSync(file, 'utf8')) as LogTypeSchema[];
const record = new TextEncoder().encode('{"eventName":"DescribeInstances","eventSource":"ec2.amazonaws.com"}');
const before = heldBytes();
const started = performance.now();
const classifier = classifierOf(logTypes);
await classifyAll(classifier, [record]);
const milliseconds = performance.now() - started;
const megabytes = (heldBytes() - before) / 1_000_000;
// Used once more, so that it is held until here.
await classifyAll(classifier, [record]);
process.stdout.write(JSON.stringify({ milliseconds, megabytes }));

function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
