import { type Alert, stringifyJson } from '@streamalert/core';
import type { AlertView, OutputView } from '../alerts/alert-view.ts';
import type { AlertList } from '../commands/alerts.ts';
import type { Context } from '../context.ts';
import { plural } from './numbers.ts';
import { printable } from './printable.ts';
import { shortOutput } from './run-summary.ts';
import { formatTable } from './table.ts';

/** Enough of an id to tell alerts apart. */
const shortId = (id: string): string => id.slice(0, 8);

/** Alerts that wait, for a person. */
export function formatAlerts({ alerts, more, unreadable }: AlertList, { stdout, out }: Context): string {
  const rows = alerts.map((alert) => [
    shortId(alert.id),
    alert.created.slice(0, 19).replace('T', ' '),
    alert.rule_name,
    alert.state,
    alert.outputs
      .filter(({ state }) => state !== 'sent')
      .map(describeOutput)
      .join('; '),
  ]);
  return [
    ...(rows.length === 0
      ? ['no alert waits']
      : [formatTable(['id', 'created', 'rule', 'state', 'outputs'], rows, stdout.columns)]),
    ...(more > 0 ? [`and ${plural(more, 'alert')} more; --limit shows them`] : []),
    ...unreadable.map(({ id, reason }) => out.red(`${shortId(id)}  ${printable(reason)}`)),
    '',
  ].join('\n');
}

/** One alert with everything it holds. */
export function formatAlert(view: AlertView, alert: Alert, { out }: Pick<Context, 'out'>): string {
  const due = view.due === undefined ? '' : `, due ${view.due}`;
  return [
    `${out.bold(alert.ruleName)}   ${printable(alert.title ?? alert.ruleDescription)}`,
    `id         ${alert.id}`,
    `created    ${view.created}`,
    `state      ${view.state}${due}`,
    ...(view.severity === undefined ? [] : [`severity   ${view.severity}`]),
    ...(view.suppressed === undefined ? [] : [`suppressed ${printable(view.suppressed)}`]),
    ...view.outputs.map((output) => `  ${describeOutput(output)}`),
    `context    ${printable(stringifyJson(alert.context))}`,
    'record',
    stringifyJson(alert.record, { indent: 2 }).split('\n').map(printable).join('\n'),
    '',
  ].join('\n');
}

/** `slack:soc: parked after 2 tries: invalid_payload` */
function describeOutput({ output, state, attempts, next_attempt, last_error, sent_at }: OutputView): string {
  const name = shortOutput(output);
  if (state === 'sent') return `${name}: sent ${sent_at ?? ''}`;
  const tries = attempts === 0 ? 'not tried yet' : `${state} after ${attempts === 1 ? '1 try' : `${attempts} tries`}`;
  const next = next_attempt === undefined ? '' : `, next ${next_attempt.slice(0, 19).replace('T', ' ')}`;
  return `${name}: ${tries}${next}${last_error === undefined ? '' : `: ${printable(last_error)}`}`;
}
