import { type Alert, historyOutput, type OutputName, payloadId, recordUuid } from '@streamalert/core';
import { createProcessor } from '@streamalert/local';
import { formatTestReport, runRuleTests } from '@streamalert/testing';
import type { Context, ExitCode } from '../../context.ts';
import { openProject } from '../../project.ts';
import { confirm } from '../../terminal/confirm.ts';
import { plural } from '../../terminal/numbers.ts';
import { createDeliveryPrinter, deliverAll, processorOptions } from '../deliver.ts';
import { eventLocations, type TestCommandOptions } from '../test.ts';

/**
 * `streamalert test live`: the alerts of test events to their real outputs, with the stored credentials. Nothing is sent unless every event
 * passes; nothing is kept in a state or in history.
 */
export async function testLive(options: TestCommandOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const { testFiles: files, testRules: rules } = options;
  const alerts: Alert[] = [];
  const report = await runRuleTests({
    config: project.config,
    rules: project.rules.map(({ rule }) => rule),
    publishers: project.publishers,
    eventLocations: options.events ?? eventLocations(project, 'rules'),
    onAlerts: (more) => alerts.push(...more),
    ...(options.now !== undefined && { now: options.now }),
    ...((files ?? rules) !== undefined && {
      only: { ...(files !== undefined && { files }), ...(rules !== undefined && { rules }) },
    }),
  });
  if (!report.passed) {
    context.stderr.write(
      formatTestReport(report, { verbosity: 'normal', color: context.err.isColorSupported, coverage: false }),
    );
    context.stderr.write('Nothing was sent, as not every event passed.\n');
    return 1;
  }
  const sendable = alerts.map((alert) => asTest(alert, String(Date.now()))).filter(({ outputs }) => outputs.length > 0);
  if (sendable.length === 0) {
    context.stderr.write('No event raises an alert that goes anywhere but to history: nothing to send.\n');
    return 0;
  }
  const question = `Send ${plural(sendable.length, 'alert')} for real, to ${countOutputs(sendable)}?`;
  if (options.yes !== true && !(await confirm(question, context))) return 1;
  const deliveries = createDeliveryPrinter(options.format === 'text' ? 'text' : 'json', context);
  const processor = createProcessor(processorOptions(project, options, context));
  await deliverAll(
    sendable.map((alert) => ({ alert, deliveries: [] })),
    processor,
    deliveries.print,
  );
  context.stderr.write(`${deliveries.summary()}\n`);
  return deliveries.unsent() > 0 ? 1 : 0;
}

/**
 * Sent at once, unmerged, and marked for whoever gets it. Its id is new each time: a receiver that knows the one of the last test would take it
 * for a repetition.
 */
function asTest(alert: Alert, run: string): Alert {
  return {
    ...alert,
    id: recordUuid(payloadId('live test', run, alert.id)),
    title: `[test] ${alert.title ?? alert.ruleDescription}`,
    tags: [...(alert.tags ?? []), 'test'],
    outputs: alert.outputs.filter((output) => output !== historyOutput),
    mergeByKeys: [],
    mergeWindowMinutes: 0,
  };
}

function countOutputs(alerts: readonly Alert[]): string {
  const counts = new Map<OutputName, number>();
  for (const output of alerts.flatMap(({ outputs }) => outputs)) counts.set(output, (counts.get(output) ?? 0) + 1);
  return [...counts]
    .map(([output, count]) => `${output} (${count})`)
    .sort()
    .join(', ');
}
