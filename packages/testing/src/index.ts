export { RuleTestError, TestEventError } from './errors.ts';
export type { RuleCall } from './event-runner.ts';
export { readTime } from './event-time.ts';
export { formatJunit } from './format-junit.ts';
export { type FormatOptions, formatTestReport } from './format-report.ts';
export { type OpenedTestEvent, openTestEvent } from './open-test-event.ts';
export type { EventReport, TestProblem, TestReport } from './report.ts';
export { type RuleTestOptions, runRuleTests } from './run-rule-tests.ts';
export { type TestRuleOptions, testRule } from './test-rule.ts';
