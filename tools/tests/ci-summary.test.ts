import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { root } from '../workspace.ts';

const passing = { success: true, numPassedTests: 12, numFailedTests: 0, testResults: [] };
const steps = (...passed: boolean[]) => ({ steps: passed.map((ok, index) => ({ name: `step-${index}`, passed: ok })) });

describe('the last line of CI', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamalert-reports-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function summary(vitest: unknown, check: unknown): Promise<{ code: number; last: string | undefined }> {
    if (vitest !== undefined) await writeFile(join(folder, 'vitest.json'), JSON.stringify(vitest));
    if (check !== undefined) await writeFile(join(folder, 'check.json'), JSON.stringify(check));
    const { code, stdout } = await run('node', ['tools/ci-summary.js', folder], { cwd: root });
    return { code, last: stdout.trim().split('\n').at(-1) };
  }

  it('adds tests and check steps', async () => {
    expect(await summary(passing, steps(true, true))).toStrictEqual({ code: 0, last: '14 passed, 0 failed' });
  });

  it('counts a failed step', async () => {
    expect(await summary(passing, steps(true, false))).toStrictEqual({ code: 1, last: '13 passed, 1 failed' });
  });

  it('counts a test file that did not load', async () => {
    const unloaded = { ...passing, success: false, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(await summary(unloaded, steps(true))).toStrictEqual({ code: 1, last: '13 passed, 1 failed' });
  });

  it('counts an unsuccessful run without failed tests', async () => {
    expect(await summary({ ...passing, success: false }, steps(true))).toStrictEqual({
      code: 1,
      last: '13 passed, 1 failed',
    });
  });

  it('names tests that passed when they were tried again, before the last line', async () => {
    const test = { fullName: 'a lease ends', status: 'passed', failureMessages: ['expected 1 to be 2\n    at x.ts'] };
    const other = { fullName: 'another', status: 'passed', failureMessages: [] };
    const report = { ...passing, testResults: [{ status: 'passed', assertionResults: [test, other] }] };
    await summary(report, steps(true));

    const { stdout } = await run('node', ['tools/ci-summary.js', folder], { cwd: root });

    expect(stdout.trim().split('\n')).toStrictEqual([
      'passed when tried again: a lease ends: expected 1 to be 2',
      '13 passed, 0 failed',
    ]);
  });

  it('counts each report that is missing', async () => {
    expect(await summary(undefined, undefined)).toStrictEqual({ code: 1, last: '0 passed, 2 failed' });
  });
});
