// Runs test files again whose worker died, and corrects `reports/vitest.json`. Ends with 0 when nothing else had failed and they pass.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { lostFiles, type TestReport, withRerun } from './lost-tests.ts';

const path = 'reports/vitest.json';
const again = 'reports/vitest-again.json';
const read = (file: string): TestReport | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestReport) : undefined;

const report = read(path);
const files = report === undefined ? [] : lostFiles(report).map(({ name }) => name);
process.exitCode = 1;
if (report !== undefined && files.length > 0) {
  console.log(`\nThese ended without a test that failed, and are run again: ${files.join(', ')}`);
  spawnSync('npm', ['test', '--', ...files, `--outputFile.json=${again}`], { stdio: 'inherit' });
  const rerun = read(again);
  if (rerun !== undefined) {
    const merged = withRerun(report, rerun);
    writeFileSync(path, JSON.stringify(merged));
    process.exitCode = merged.success ? 0 : 1;
  }
}
