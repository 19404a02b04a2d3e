/** What vitest's JSON reporter writes, as far as it is read here. */
export interface TestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly TestFile[];
  /** Files that were run again. */
  readonly lost?: readonly string[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

const has = ({ assertionResults }: TestFile, status: string): boolean =>
  assertionResults.some((test) => test.status === status);

/**
 * Files that failed without a test that failed: their worker died, as native code may have it do, which the retries of vitest do not reach;
 * or they did not load, and will not the next time.
 */
export const lostFiles = ({ testResults }: TestReport): readonly TestFile[] =>
  testResults.filter((file) => file.status === 'failed' && !has(file, 'failed'));

/** The report of a run, with what came of its lost files when they were run again. */
export function withRerun(first: TestReport, again: TestReport): TestReport {
  const files = lostFiles(first);
  const lost = files.map(({ name }) => name);
  const passedBefore = files
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed');
  return {
    ...first,
    success: again.success && first.numFailedTests === 0,
    numPassedTests: first.numPassedTests - passedBefore.length + again.numPassedTests,
    numFailedTests: first.numFailedTests + again.numFailedTests,
    testResults: [...first.testResults.filter(({ name }) => !lost.includes(name)), ...again.testResults],
    lost,
  };
}
