import type { LoadedRule } from '@streamalert/rules-engine';
import type { Rule } from '@streamalert/rules-sdk';
import type { Colors } from '../context.ts';
import { printable } from './printable.ts';

/** Everything about one rule that a reader of its alerts may ask. */
export function formatRule({ rule, file }: LoadedRule, colors: Colors): string {
  const fields: [string, readonly string[]][] = [
    ['severity', [rule.enabled === false ? `${rule.severity ?? ''} (off)` : (rule.severity ?? '')]],
    ['looks at', [(rule.logs ?? []).join(', '), (rule.datatypes ?? []).map((type) => `any ${type}`).join(', ')]],
    ['conditions', conditionsOf(rule)],
    ['ATT&CK', (rule.attack ?? []).map(({ tactic, technique }) => `${technique ?? ''} (${tactic})`)],
    ['tags', [(rule.tags ?? []).join(', ')]],
    ['outputs', [(rule.outputs ?? []).join(', ') || 'those of general.default_outputs']],
    ['merged', [rule.merge === undefined ? '' : `by ${rule.merge.by.join(', ')} for ${rule.merge.windowMinutes} min`]],
    ['owner', [rule.owner ?? '']],
    ['runbook', (rule.runbook ?? '').split('\n')],
    ['read more', rule.references ?? []],
    ['file', [file]],
  ];
  const lines = fields.flatMap(([name, values]) =>
    values
      .filter((value) => value !== '')
      .map((value, at) => `${colors.dim((at === 0 ? name : '').padEnd(11))} ${printable(value)}`),
  );
  const description = rule.description.split('\n').map(printable);
  return `${[colors.bold(rule.id), '', ...description, '', ...lines].join('\n')}\n`;
}

/** What a record must have for the rule to look at it; those for all log types first. */
function conditionsOf({ where = {}, whereByLog = {}, requires = [] }: Rule): string[] {
  const tests = (declared: object) => Object.entries(declared).map(([path, test]) => `${path} = ${valuesOf(test)}`);
  const byLog = Object.entries(whereByLog).flatMap(([log, declared]) =>
    tests(declared ?? {}).map((text) => `${log}: ${text}`),
  );
  return [...tests(where), ...byLog, ...requires.map((path) => `${path} is there`)];
}

function valuesOf(test: unknown): string {
  const values = Array.isArray(test) ? test : [test];
  return values.map((value) => (typeof value === 'string' ? value : String(value))).join(' | ');
}
