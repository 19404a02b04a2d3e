import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../workspace.ts';

/** Defects of alerts and outputs that were found in 3.5, each with the test that shows it mended: file, and name. */
const defects: readonly (readonly [defect: string, file: string, test: string])[] = [
  [
    'alerts that could not be stored were lost',
    'apps/rules-engine/tests/handler.test.ts',
    'does not count messages as done whose alerts could not be stored',
  ],
  [
    'a young alert stopped the merging of others',
    'packages/local/tests/alert-edge-cases.test.ts',
    'row 11: a young alert with another key stops nobody',
  ],
  [
    'alerts of one microsecond hid each other in a merged alert',
    'packages/merger/tests/merge-alerts.test.ts',
    'keeps alerts of one microsecond apart (row 12)',
  ],
  [
    'a later delivery replaced what was noted of an earlier one',
    'packages/local/tests/alert-edge-cases.test.ts',
    'row 21: A, then B while C fails, then C: A is sent once',
  ],
  [
    'optional credentials could not be left blank',
    'packages/cli/tests/ask-fields.test.ts',
    'leaves out what is left blank',
  ],
  [
    'aws-cloudwatch-log could not be configured',
    'packages/cli/tests/output.test.ts',
    'configures a service that has no fields',
  ],
  [
    'a cut in a Slack text lost a character',
    'packages/outputs/tests/slack.test.ts',
    'cuts %i unbroken characters without losing one (edge case 32)',
  ],
  [
    'certificates were not verified',
    'packages/outputs/tests/certificates.test.ts',
    'trusts no certificate that nobody vouches for',
  ],
  [
    'PagerDuty users were taken whose address is only alike',
    'packages/outputs/tests/pagerduty-incident.test.ts',
    'takes no user whose address is only alike',
  ],
  [
    'Jira alerts joined an issue that is only alike, or closed',
    'packages/outputs/tests/jira.test.ts',
    'adds a comment to the open issue that bears the label of the summary',
  ],
  [
    'every request of jira-v2 failed',
    'packages/outputs/tests/jira-v2.test.ts',
    'searches with the present API and comments in the present format',
  ],
  [
    'all alerts of victorops were one incident',
    'packages/outputs/tests/victorops.test.ts',
    'is one incident per alert',
  ],
  [
    'victorops failed without a record',
    'packages/outputs/tests/victorops.test.ts',
    'delivers a publication without a record (edge case 28)',
  ],
  [
    'the addresses of PagerDuty and GitHub could not be changed',
    'packages/outputs/tests/github.test.ts',
    'posts to the API that is configured, with labels as they are meant',
  ],
  [
    'changed credentials were not noticed',
    'packages/outputs/tests/processor.test.ts',
    'that were replaced are used at once when the old ones are refused',
  ],
  [
    'errors told webhook addresses, which are secrets',
    'packages/outputs/tests/processor.test.ts',
    'stand in no reason, however long, nested and broken',
  ],
  [
    '--update did not change AWS values',
    'packages/cli/tests/output.test.ts',
    'sets the value of an AWS output, and changes it when asked to',
  ],
  [
    'commands exited with 1 when they were done',
    'packages/cli/tests/output.test.ts',
    'lists what is configured, and what is missing, with exit code 0',
  ],
  [
    'the policy of an aws-lambda output given by ARN named a function called arn',
    'infra/tests/policies.test.ts',
    'is what stands in policies.txt, with everything switched on',
  ],
];

/** Oddities that were decided on: what the page says of them. */
const decisions = [
  'Rows without `Dispatched` or `Attempts` are adopted',
  'Outputs of a merged alert are those of its newest member, publishers those of its oldest',
  'A merged alert goes to history beside its members',
  'Fields are checked alike wherever they come from, typed or from a file',
];

describe('the compatibility checklist, item 8', () => {
  it.each(defects)('%s: a test shows it mended', (_defect, file, test) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(test);
  });

  it('every oddity is decided in writing', () => {
    const page = readFileSync(join(root, 'docs/differences-from-3.5.md'), 'utf8');

    expect(decisions.filter((decision) => !page.includes(decision))).toStrictEqual([]);
  });
});
