import type { Json, Logger } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { withAlertId } from '../publication-keys.ts';
import { fitJson } from '../render/cut.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html 1 MB an event; the rest of the entry needs room */
const maxBytes = 900_000;

/** What is known of lines in the processor's own log without sending. */
export const awsCloudwatchLogService: OutputService = defineService({
  service: 'aws-cloudwatch-log',
  credentials: [],
  idempotent: false,
  // A list, or a map whose values mean nothing: both are in use.
  checkSettings: () => [],
});

/** Writes each alert's publication to the log of the process, on AWS the log group of the alert processor. */
export function awsCloudwatchLog({ logger }: { readonly logger: Logger }): Output {
  return defineOutput(awsCloudwatchLogService, async ({ alert, publication }) => {
    logger.info('New Alert', { alert: fitJson<Json>(withAlertId(publication, alert), maxBytes) as never });
    return { kind: 'sent' };
  });
}
