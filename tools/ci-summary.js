// @ts-check
// The last line of `.ci/run`: `N passed, N failed`, counted from the reports of vitest and of `npm run check`.
// Plain JavaScript, because it must also speak when the install failed and only the machine's own Node is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('../reports', import.meta.url));

/** @param {string} name */
function read(name) {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    console.log(
      `${name} cannot be read, which counts as one failure: ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
}

/** A test file that did not load has no tests to count, so it counts itself. @param {any} report */
function countTests(report) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: report.success || failed > 0 ? failed : 1 };
}

/** Tests that failed and passed when they were tried again: not failures, and not to be passed over. @param {any} report */
function namesOfRetried(report) {
  return (report?.testResults ?? []).flatMap((/** @type {any} */ file) =>
    file.assertionResults
      .filter((/** @type {any} */ test) => test.status === 'passed' && test.failureMessages?.length > 0)
      .map((/** @type {any} */ test) => `${test.fullName}: ${test.failureMessages[0].split('\n')[0]}`),
  );
}

/** @param {any} report */
function countSteps(report) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const passed = report.steps.filter((/** @type {any} */ step) => step.passed).length;
  return { passed, failed: report.steps.length - passed };
}

const vitest = read('vitest.json');
for (const file of vitest?.lost ?? []) console.log(`run again, as it had ended without a test that failed: ${file}`);
for (const name of namesOfRetried(vitest)) console.log(`passed when tried again: ${name}`);
const tests = countTests(vitest);
const steps = countSteps(read('check.json'));
const failed = tests.failed + steps.failed;
console.log(`${tests.passed + steps.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
