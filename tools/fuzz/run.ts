/**
 * `npm run fuzz -- --seconds N`: random and changed logs through the parsers and the classifier, until the time is up or
 * something does not hold. What fails is printed with its seed, and `--case SEED` runs that one case again.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../example-logs/random.ts';
import { root } from '../workspace.ts';
import { type Check, createChecks } from './checks.ts';
import { readCorpus } from './corpus.ts';
import { makeInput } from './make-input.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    case: { type: 'string' },
  },
});
const corpus = readCorpus();
const checks = Object.entries(await createChecks(join(root, 'conf')));

/** What a check had to say about bytes; the same seed makes the same choices in it. */
async function failureOf(check: Check, bytes: Buffer, seed: number): Promise<unknown> {
  try {
    await check(bytes, createRandom(seed));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The same failure with as few bytes as cutting pieces out of them gives. */
async function shrink(check: Check, bytes: Buffer, seed: number): Promise<Buffer> {
  let smallest = bytes;
  for (let size = Math.ceil(bytes.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.length; ) {
      const shorter = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      if ((await failureOf(check, shorter, seed)) === undefined) at += size;
      else smallest = shorter;
    }
  }
  return smallest;
}

/** @returns whether everything held. */
async function runCase(seed: number): Promise<boolean> {
  const bytes = makeInput(createRandom(seed), corpus);
  let held = true;
  for (const [name, check] of checks) {
    if ((await failureOf(check, bytes, seed)) === undefined) continue;
    held = false;
    const smallest = await shrink(check, bytes, seed);
    const failure = await failureOf(check, smallest, seed);
    const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    process.stdout.write(
      `${name} does not hold: npm run fuzz -- --case ${seed}\n${JSON.stringify(smallest.toString())}\n` +
        `base64 ${smallest.toString('base64')}\n${text}\n\n`,
    );
  }
  return held;
}

if (values.case !== undefined) process.exitCode = (await runCase(Number(values.case))) ? 0 : 1;
else {
  const end = performance.now() + Number(values.seconds) * 1000;
  const first = Number(values.seed);
  const mostFailures = 5;
  let failures = 0;
  let cases = 0;
  while (performance.now() < end && failures < mostFailures) {
    if (!(await runCase(first + cases))) failures++;
    cases++;
  }
  process.stdout.write(`${cases} cases from seed ${first}, ${failures} of them failed\n`);
  process.exitCode = failures === 0 ? 0 : 1;
}
