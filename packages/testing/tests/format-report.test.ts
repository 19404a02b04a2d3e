import { describe, expect, it } from 'vitest';
import { type EventReport, formatTestReport, type TestReport } from '../src/index.ts';

const passing: EventReport = {
  file: 'rules/root.json',
  index: 1,
  description: 'root signs in',
  passed: true,
  expected: { log: 'cloudtrail:events', rules: ['root_usage'] },
  classified: ['cloudtrail:events'],
  triggered: ['root_usage'],
  problems: [],
  warnings: [],
};
const failing: EventReport = {
  ...passing,
  index: 2,
  description: 'a service acts for root',
  passed: false,
  expected: { log: 'cloudtrail:events', rules: [] },
  problems: [
    {
      kind: 'unexpected rule',
      message: 'root_usage fired',
      because: ['userIdentity.type = "Root"', 'userIdentity.invokedBy = absent'],
    },
  ],
};

function reportOf(...events: EventReport[]): TestReport {
  const passed = events.filter((event) => event.passed).length;
  return {
    passed: passed === events.length,
    summary: { total: events.length, passed, failed: events.length - passed },
    issues: [],
    events,
    rulesWithoutEvents: ['a_rule'],
    rulesWithoutQuietEvent: ['a_rule', 'b_rule'],
    seconds: 0.42,
  };
}

describe('formatTestReport', () => {
  it('shows a line for an event that passed and the reasons of one that failed', () => {
    expect(formatTestReport(reportOf(passing, failing))).toBe(
      [
        'rules/root.json',
        '  ✓ 1  root signs in',
        '  ✗ 2  a service acts for root',
        '       classified  cloudtrail:events   as expected',
        '       triggered   root_usage   expected nothing',
        '       unexpected  root_usage fired',
        '       decided by  userIdentity.type = "Root"',
        '                   userIdentity.invokedBy = absent',
        '       try         streamalert explain --event rules/root.json:2',
        '',
        '2 events · 1 passed · 1 failed   0.4 s   rules without a firing and a quiet event: 2 (--coverage lists them)',
        '',
      ].join('\n'),
    );
  });

  it('tells everything of events that passed when verbose', () => {
    expect(formatTestReport(reportOf(passing), { verbosity: 'verbose' })).toContain(
      '       triggered   root_usage   as expected\n',
    );
  });

  it('leaves out files in which everything passed when quiet', () => {
    expect(formatTestReport(reportOf(passing), { verbosity: 'quiet' })).toMatch(/^1 event · 1 passed/);
  });

  it('names the rules that lack events where asked', () => {
    expect(formatTestReport(reportOf(passing), { coverage: true })).toContain(
      [': 2', '  a_rule   no event expects it', '  b_rule   no near miss beside its firing event', ''].join('\n'),
    );
  });

  it('shows only the problem of an event that cannot be run', () => {
    const unusable: EventReport = {
      ...failing,
      classified: [],
      triggered: [],
      problems: [{ kind: 'source', message: 'no cluster has "x"', because: [] }],
    };
    expect(formatTestReport(reportOf(unusable))).toContain(
      '  ✗ 2  a service acts for root\n       problem     no cluster has "x"\n       try         streamalert explain --event rules/root.json:2\n\n',
    );
  });

  it('lists problems that belong to no event', () => {
    const issue = { file: 'rules/a.json', pointer: '', message: 'is not JSON', severity: 'error' as const };
    const text = formatTestReport({ ...reportOf(passing), passed: false, issues: [issue] });
    expect(text).toContain('rules/a.json#   is not JSON\n\n1 event · 1 passed · 0 failed · 1 other problem');
  });

  it('colours only where asked', () => {
    expect(formatTestReport(reportOf(failing), { color: true })).toContain('\u001b[31m✗\u001b[39m');
    expect(formatTestReport(reportOf(failing))).not.toContain('\u001b');
  });
});
