import { expect, it } from 'vitest';
import { formatJunit, type TestReport } from '../src/index.ts';

it('is JUnit XML: a suite for each file, and one for what belongs to no event', () => {
  const event = {
    file: 'rules/a.json',
    index: 1,
    description: 'signs in & out',
    passed: true,
    expected: { log: 'a:b', rules: [] },
    classified: ['a:b'],
    triggered: [],
    problems: [],
    warnings: [],
  };
  const report: TestReport = {
    passed: false,
    summary: { total: 2, passed: 1, failed: 1 },
    issues: [{ file: 'rules/b.json', pointer: '', message: 'is not JSON', severity: 'error' }],
    events: [
      event,
      {
        ...event,
        index: 2,
        description: 'is \u0001odd',
        passed: false,
        problems: [{ kind: 'missing rule', message: '"x" did not fire', because: ['a < b', 'c'] }],
      },
    ],
    rulesWithoutEvents: [],
    rulesWithoutQuietEvent: [],
    seconds: 0.4216,
  };

  expect(formatJunit(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="streamalert" tests="3" failures="2" time="0.422">
  <testsuite name="rules/a.json" tests="2" failures="1">
    <testcase name="1 signs in &amp; out" classname="rules/a.json"/>
    <testcase name="2 is \uFFFDodd" classname="rules/a.json">
      <failure message="&quot;x&quot; did not fire">&quot;x&quot; did not fire
  a &lt; b
  c</failure>
    </testcase>
  </testsuite>
  <testsuite name="event files" tests="1" failures="1">
    <testcase name="rules/b.json" classname="files">
      <failure message="is not JSON">rules/b.json#   is not JSON</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});
