import { type Alert, historyOutput, type Severity } from '@streamalert/core';
import { eventTime, recordRegion, recordSummary } from './alert-summary.ts';
import { displayWidth, printable, shorten } from './terminal-text.ts';

/** How a line is laid out. */
export interface AlertLineOptions {
  readonly color: boolean;
  /** Columns; absent: as long as it takes. */
  readonly width?: number;
}

const severityWidth = 6;
const ruleWidth = 37;
/** A summary cut to less says nothing. */
const usefulSummary = 12;

/** SGR codes. @see https://man7.org/linux/man-pages/man4/console_codes.4.html */
const colors: Readonly<Record<Severity, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
};

/**
 * One alert as one line; the time is that of the event where the record has one, UTC:
 * `HIGH    root_usage   2023-07-10 11:58:02  us-east-1  root from 192.0.2.14  → console, file`
 */
export function formatAlertLine(alert: Alert, { color, width }: AlertLineOptions): string {
  const severity = (alert.severity ?? '-').toUpperCase().padEnd(severityWidth);
  const cells: Cells = {
    severity,
    rule: printable(alert.ruleName),
    time: eventTime(alert).slice(0, 19).replace('T', ' '),
    region: printable(recordRegion(alert)),
    summary: printable(alert.title ?? recordSummary(alert)),
    outputs: `→ ${services(alert).join(', ')}`,
  };
  const line = fitInto(cells, width ?? Number.POSITIVE_INFINITY);
  if (!color || alert.severity === undefined) return line;
  const label = line.slice(0, severity.length);
  return `\u001B[${colors[alert.severity]}m${label}\u001B[0m${line.slice(label.length)}`;
}

interface Cells {
  readonly severity: string;
  readonly rule: string;
  readonly time: string;
  readonly region: string;
  readonly summary: string;
  readonly outputs: string;
}

/** Gives up, in this order: the end of the summary, the alignment, the region, the summary, the end of the rule's name. */
function fitInto(cells: Cells, width: number): string {
  const aligned = { ...cells, rule: cells.rule + ' '.repeat(Math.max(0, ruleWidth - displayWidth(cells.rule))) };
  for (const layout of [aligned, cells, { ...cells, region: '' }]) {
    const room = displayWidth(cells.summary) + width - displayWidth(join(layout));
    if (room >= Math.min(usefulSummary, displayWidth(cells.summary))) {
      return join({ ...layout, summary: shorten(cells.summary, room) });
    }
  }
  const bare = { ...cells, region: '', summary: '' };
  const room = displayWidth(cells.rule) + width - displayWidth(join(bare));
  return shorten(join({ ...bare, rule: shorten(cells.rule, Math.max(1, room)) }), width);
}

function join({ severity, rule, time, region, summary, outputs }: Cells): string {
  return [severity, rule, time, region, summary, outputs].filter((cell) => cell !== '').join('  ');
}

/** History is not worth a word: every alert goes there. */
function services(alert: Alert): string[] {
  const outputs = alert.outputs.filter((output) => output !== historyOutput);
  const names = outputs.map((output) => printable(output.split(':')[0] ?? ''));
  return names.length === 0 ? ['history'] : [...new Set(names)];
}
