import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from './workspace.ts';

/** Test files that take a minute and more, those that wait beside those that work; begun first, the many short ones fill what is left. */
const longest = [
  'tools/tests/deployed-faults.test.ts',
  'tools/tests/publish.test.ts',
  'tools/tests/deployed.test.ts',
  'packages/local/tests/kill.test.ts',
  'tools/tests/deployed-large.test.ts',
  'packages/cli/tests/build.test.ts',
  'tools/tests/deploy-commands.test.ts',
  'tools/tests/templates.test.ts',
  'tools/tests/deployed-sample.test.ts',
];

/** By itself vitest runs one project after the other, and the longest tests last. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.indexOf(relative(root, moduleId).split(sep).join('/'));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
