import { describe, expect, it } from 'vitest';
import { lostFiles, withRerun } from '../lost-tests.ts';

const test = (title: string, status: string) => ({ title, status });
const file = (name: string, status: string, ...assertionResults: ReturnType<typeof test>[]) => ({
  name,
  status,
  assertionResults,
});
const good = file('good.test.ts', 'passed', test('a', 'passed'), test('b', 'pending'));
const broken = file('broken.test.ts', 'failed', test('a', 'failed'), test('b', 'pending'));
const lost = file('lost.test.ts', 'failed', test('a', 'passed'), test('b', 'pending'));
const unloaded = file('unloaded.test.ts', 'failed');
const rerun = file('lost.test.ts', 'passed', test('a', 'passed'), test('b', 'passed'));

describe('tests whose worker died', () => {
  it('are told from those that failed and those that were skipped', () => {
    const report = {
      success: false,
      numPassedTests: 2,
      numFailedTests: 1,
      testResults: [good, broken, lost, unloaded],
    };

    expect(lostFiles(report)).toStrictEqual([lost, unloaded]);
  });

  it('count as what came of them when they were run again', () => {
    const first = { success: false, numPassedTests: 2, numFailedTests: 0, testResults: [good, lost] };
    const again = { success: true, numPassedTests: 2, numFailedTests: 0, testResults: [rerun] };

    expect(withRerun(first, again)).toStrictEqual({
      success: true,
      numPassedTests: 3,
      numFailedTests: 0,
      testResults: [good, rerun],
      lost: ['lost.test.ts'],
    });
  });

  it('do not make up for a test that failed', () => {
    const first = { success: false, numPassedTests: 2, numFailedTests: 1, testResults: [good, broken, lost] };
    const again = { success: true, numPassedTests: 2, numFailedTests: 0, testResults: [rerun] };

    expect(withRerun(first, again)).toMatchObject({ success: false, numPassedTests: 3, numFailedTests: 1 });
  });

  it('stay lost when they die again', () => {
    const first = { success: false, numPassedTests: 2, numFailedTests: 0, testResults: [good, lost] };
    const again = { success: false, numPassedTests: 1, numFailedTests: 0, testResults: [lost] };

    expect(withRerun(first, again)).toMatchObject({ success: false, numPassedTests: 2, testResults: [good, lost] });
  });
});
