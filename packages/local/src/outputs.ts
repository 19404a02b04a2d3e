import type { Config } from '@streamalert/config';
import type { Alert, Logger } from '@streamalert/core';
import { createHttpClient } from '@streamalert/embedded';
import { createOutputs, historyOutputService, type Output } from '@streamalert/outputs';

/** Where alerts for people are printed. */
export interface ConsoleTarget {
  write(text: string): void;
  readonly color: boolean;
  /** Columns, asked for each line; absent: lines are not cut. */
  readonly width?: () => number | undefined;
}

/** What the outputs of one machine work with. */
export interface OutputsOptions {
  readonly config: Pick<Config, 'global'>;
  readonly logger: Logger;
  readonly console: ConsoleTarget;
  /** Keeps an alert in history; returns when it is kept for good. Absent: there is no history. */
  readonly writeHistory?: (alert: Alert) => Promise<void>;
}

/**
 * Every output there is, as one machine has it: files are relative to the working directory, AWS is spoken to as whoever
 * the SDK finds, in the account and region of `global.json`, and `aws-firehose:alerts` is the local history.
 */
export function createLocalOutputs({ config, logger, console, writeHistory }: OutputsOptions): readonly Output[] {
  const { region, accountId } = config.global;
  const aws = { ...(region !== undefined && { region }), ...(accountId !== undefined && { accountId }) };
  const outputs = createOutputs({ ...console, http: createHttpClient(), baseDir: '.', aws, logger });
  return outputs.map((output) =>
    output.service === 'aws-firehose' && writeHistory !== undefined
      ? historyOutputService({ write: writeHistory, streams: output })
      : output,
  );
}
