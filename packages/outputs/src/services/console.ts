import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { takesNoSettings } from '../settings.ts';
import { formatAlertLine } from './console/alert-line.ts';

/** What is known of the console without writing. */
export const consoleService: OutputService = defineService({
  service: 'console',
  credentials: [],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/** What the console output writes to, and how. */
export interface ConsoleOptions {
  /** Takes whole lines. */
  readonly write: (text: string) => void | Promise<void>;
  /** Severity in colour; off unless told. */
  readonly color?: boolean;
  /** Columns of the terminal, asked for each line; `undefined`: lines are not cut. */
  readonly width?: () => number | undefined;
}

/** Prints one line per alert, for a person. */
export function console({ write, color = false, width }: ConsoleOptions): Output {
  return defineOutput(consoleService, async ({ alert }) => {
    const columns = width?.();
    await write(`${formatAlertLine(alert, { color, ...(columns !== undefined && { width: columns }) })}\n`);
    return { kind: 'sent' };
  });
}
