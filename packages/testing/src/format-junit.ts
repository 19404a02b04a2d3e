import { formatIssue } from '@streamalert/core';
import type { EventReport, TestReport } from './report.ts';

/**
 * The report as JUnit XML, which CI systems show: a suite for each file of events, and one for problems that belong to
 * no event.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function formatJunit({ events, issues, summary, seconds }: TestReport): string {
  const suites = [...Map.groupBy(events, (event) => event.file)].map(([file, inFile]) => suite(file, inFile));
  const failures = summary.failed + issues.length;
  const total = { name: 'streamalert', tests: summary.total + issues.length, failures, time: seconds.toFixed(3) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes(total)}>`,
    ...suites,
    ...(issues.length === 0
      ? []
      : [
          `  <testsuite ${attributes({ name: 'event files', tests: issues.length, failures: issues.length })}>`,
          ...issues.map((issue) => testCase(issue.file, 'files', issue.message, [formatIssue(issue)])),
          '  </testsuite>',
        ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(file: string, events: readonly EventReport[]): string {
  const failures = events.filter(({ passed }) => !passed).length;
  const cases = events.map(({ index, description, problems }) => {
    const lines = problems.flatMap(({ message, because }) => [message, ...because.map((reason) => `  ${reason}`)]);
    return testCase(`${index} ${description}`, file, problems[0]?.message, lines);
  });
  return [
    `  <testsuite ${attributes({ name: file, tests: events.length, failures })}>`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

/** @param failure Absent: it passed. */
function testCase(name: string, className: string, failure: string | undefined, lines: readonly string[]): string {
  const head = `    <testcase ${attributes({ name, classname: className })}`;
  if (failure === undefined) return `${head}/>`;
  return `${head}>\n      <failure ${attributes({ message: failure })}>${escaped(lines.join('\n'))}</failure>\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');
}

/** Characters that XML 1.0 cannot hold become U+FFFD. @see https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
