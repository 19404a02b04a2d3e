import type { MatchObstacle, RecordExplanation, SchemaExplanation, WrongType } from '@streamalert/classifier';
import { formatTimestamp, historyOutput, type IntelHit, type Json, stringifyJson } from '@streamalert/core';
import type { FieldFinding, FieldReading, RuleExplanation, RuleObstacle } from '@streamalert/rules-engine';
import type { Colors } from '../context.ts';
import { plural } from './numbers.ts';
import { printable } from './printable.ts';

/** A classified record of an explanation, and what the rules make of it. */
export interface ExplainedItem {
  readonly id: string;
  readonly log_schema_type: string;
  /** Indicators that the record has values of; absent without any. */
  readonly intel?: readonly IntelHit[];
  readonly rules: readonly RuleExplanation[];
}

/** Schemas that are shown beside those that take something, the nearest ones; a source may have hundreds. */
const mostDistant = 8;

/**
 * The schemas of a payload record, one a line, and what came of it.
 *
 * @param all Also schemas that are far from it.
 */
export function formatSchemas(explanation: RecordExplanation, all: boolean, colors: Colors): string[] {
  const { schemas, elsewhere, classified, rejected } = explanation;
  const shown = all || schemas.length <= mostDistant ? schemas : nearest(schemas);
  const width = Math.max(0, ...shown.map(({ log_schema_type: name }) => name.length));
  const lines = shown.map((schema) => {
    const name = printable(schema.log_schema_type).padEnd(width);
    const described = printable(describeSchema(schema, schemas));
    return `  ${name}   ${formatOutcome(schema, colors)}  ${described}`.trimEnd();
  });
  const hidden = schemas.length - shown.length;
  if (hidden > 0) lines.push(`  ${colors.dim(`${plural(hidden, 'log type')} further from it (--all shows them)`)}`);
  const [first] = rejected;
  if (classified.length > 0) {
    const also = rejected.length > 0 ? `, ${rejected.length} rejected: ${printable(first?.detail ?? '')}` : '';
    const type = printable(classified[0]?.log_schema_type ?? '');
    lines.push(`${colors.green('classified')} as ${type}: ${plural(classified.length, 'record')}${also}`);
  } else if (first === undefined) lines.push('only a header: it names the columns of the lines behind it');
  else lines.push(`${colors.red('rejected')}: ${printable(describeRejection(first, schemas))}`);
  if (elsewhere.length > 0) lines.push(`  other sources' log types would take it: ${elsewhere.join(', ')}`);
  return lines;
}

/** In the order in which they are tried. */
function nearest(schemas: readonly SchemaExplanation[]): readonly SchemaExplanation[] {
  const near = schemas.filter((schema) => nearness(schema) > 0).toSorted((a, b) => nearness(b) - nearness(a));
  const kept = new Set(near.slice(0, Math.max(mostDistant, near.filter((schema) => nearness(schema) > 1).length)));
  return schemas.filter((schema) => kept.has(schema));
}

/** How little keeps a schema from taking the data; above 1 it takes some. */
function nearness({ outcome, obstacle }: SchemaExplanation): number {
  if (outcome !== 'no match') return 2;
  if (obstacle?.kind === 'types' || obstacle?.kind === 'patterns') return 1;
  return obstacle?.kind === 'keys' ? obstacle.present / Math.max(1, obstacle.declared + obstacle.unexpected.length) : 0;
}

function formatOutcome({ outcome }: SchemaExplanation, colors: Colors): string {
  if (outcome === 'match') return colors.green('yes ');
  return outcome === 'shadowed' ? colors.yellow('late') : colors.dim('no  ');
}

function describeSchema(schema: SchemaExplanation, all: readonly SchemaExplanation[]): string {
  const { outcome, items, taken, additional, obstacle } = schema;
  const obstacleText = obstacle === undefined ? '' : describeObstacle(obstacle);
  if (outcome === 'no match') return obstacleText;
  const isBehind = all.findIndex((one) => one.outcome === 'match') < all.indexOf(schema);
  const winner = isBehind ? 'a log type before it' : 'a log type with fewer additional keys';
  const texts = [
    outcome === 'shadowed' && `takes it too, ${winner} decides`,
    `${taken} of ${plural(items, 'record')}`,
    additional && `${additional.become} ${listed(additional.keys, ', ')}`,
    obstacleText && `the first other: ${obstacleText}`,
  ];
  return texts.filter(Boolean).join('; ');
}

function describeRejection(
  { reason, detail, nearest }: RecordExplanation['rejected'][number],
  schemas: readonly SchemaExplanation[],
): string {
  const name = nearest?.log_schema_type;
  const keys = schemas.find((schema) => schema.log_schema_type === name)?.obstacle;
  if (name === undefined) return reason === detail ? reason : `${reason}: ${detail}`;
  return `nearest is ${name} (${keys?.kind === 'keys' ? `${keys.present} of ${keys.declared} keys` : reason})`;
}

function describeObstacle(obstacle: MatchObstacle): string {
  switch (obstacle.kind) {
    case 'parser':
      return obstacle.detail === obstacle.reason ? obstacle.reason : `${obstacle.reason}: ${obstacle.detail}`;
    case 'not an object':
      return 'records are objects, this is none';
    case 'envelope':
      return `envelope: ${[missing(obstacle.missing), ...obstacle.wrongTypes.map(describeType)].filter(Boolean).join('; ')}`;
    case 'keys':
      return describeKeys(obstacle);
    case 'types':
      return listed(obstacle.fields.map(describeType));
    case 'patterns':
      return listed(
        obstacle.fields.map(
          ({ field, globs, found }) => `log_patterns: ${field} is ${show(found)}, wants ${globs.join(' or ')}`,
        ),
      );
  }
}

function describeKeys({ missing: absent, unexpected, declared, present }: MatchObstacle & { kind: 'keys' }): string {
  // That nothing fits says more than a list of all there is.
  if (present === 0 && declared > 1) return `${declared} of ${declared} keys missing`;
  const unknown = unexpected.map(({ key, resembles }) =>
    resembles === undefined ? key : `${key} (${resembles}: same but for case and '_')`,
  );
  return [missing(absent), unknown.length > 0 && `unexpected ${listed(unknown, ', ')}`].filter(Boolean).join('; ');
}

const missing = (keys: readonly string[]): string => (keys.length > 0 ? `missing ${listed(keys, ', ')}` : '');

const describeType = ({ key, wants, found }: WrongType): string => `${key} is ${show(found)}, wants ${wants}`;

const mostListed = 8;

function listed(texts: readonly string[], separator = '; '): string {
  const more = texts.length - mostListed;
  return more > 1 ? [...texts.slice(0, mostListed), `${more} more`].join(separator) : texts.join(separator);
}

const longestValue = 60;

function show(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = stringifyJson(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** The rules that look at a record's log type, one a line, and the alerts of those that fired. */
export function formatRules({ log_schema_type: logType, rules, intel = [] }: ExplainedItem, colors: Colors): string[] {
  const others = rules.filter((rule) => rule.outcome === 'quiet' && rule.obstacle.kind === 'log type').length;
  const candidates = rules.filter((rule) => rule.outcome !== 'quiet' || rule.obstacle.kind !== 'log type');
  const fired = candidates.filter(({ outcome }) => outcome === 'fired').length;
  const width = Math.max(0, ...candidates.map(({ rule }) => rule.length));
  const beside = others > 0 ? ` (${others} for other log types)` : '';
  return [
    ...intel.map((hit) => `${colors.red('indicator')}  ${printable(describeHit(hit))}`),
    `${plural(candidates.length, 'rule')} for ${printable(logType)}${beside}, ${fired} fired`,
    ...candidates.flatMap((rule) => [...formatRule(rule, width, colors), ...formatLookups(rule)]),
  ];
}

function describeHit({ type, found, value, source, subType, expires }: IntelHit): string {
  const stored = found === value ? '' : ` (${value})`;
  const kind = subType === '' ? '' : `, ${subType}`;
  return `${type} ${found}${stored}   by ${source}${kind}, until ${formatTimestamp(expires)}`;
}

function formatRule(explained: RuleExplanation, width: number, colors: Colors): string[] {
  const name = `  ${explained.rule.padEnd(width)}  `;
  switch (explained.outcome) {
    case 'quiet':
      return [`${name} ${colors.dim('no    ')} ${printable(describeRuleObstacle(explained.obstacle))}`];
    case 'failed':
      return [`${name} ${colors.red('failed')} ${printable(listed(explained.failures))}`];
    case 'fired': {
      const { alert, selectedBy, failures } = explained;
      const because = selectedBy.map(({ path, found }) => `${path} = ${show(found)}`);
      const outputs = alert.outputs.filter((output) => output !== historyOutput).join(', ') || 'history only';
      const where = alert.staged ? `${outputs}, as the rule is staged` : outputs;
      const what = [alert.severity?.toUpperCase(), alert.title, contextOf(alert.context)].filter(Boolean).join(' · ');
      return [
        `${name} ${colors.green('fired ')} ${printable([because.join(', '), `→ ${where}`].filter(Boolean).join('  '))}`,
        ...(what === '' ? [] : [`    alert  ${printable(what)}`]),
        ...failures.map((failure) => `    ${colors.red('failed')}  ${printable(failure)}`),
      ];
    }
  }
}

/** What lookup tables told a rule: `lookup  owners["web-1"] = {"team":"it"}`. */
function formatLookups({ lookups = [] }: RuleExplanation): string[] {
  return lookups.map(({ table, key, found, failure }) => {
    const answer = failure === undefined ? (found === undefined ? 'is not there' : `= ${show(found)}`) : `: ${failure}`;
    return `    lookup  ${printable(`${table}[${show(key)}] ${answer}`)}`;
  });
}

const contextOf = (context: Json): string => (stringifyJson(context) === '{}' ? '' : `context ${show(context)}`);

function describeRuleObstacle(obstacle: RuleObstacle): string {
  switch (obstacle.kind) {
    case 'disabled':
      return 'it is disabled';
    case 'parked':
      return 'it is parked: it took too long or too much memory';
    case 'log type':
      return `it looks at ${listed(obstacle.accepts, ', ')}`;
    case 'fields':
      return listed(obstacle.fields.map(describeField));
    case 'requires':
      return `${obstacle.absent.join(', ')} absent`;
    case 'normalized types':
      return `the record has no ${obstacle.accepts.join(' or ')}`;
    case 'matcher':
      return `matcher ${obstacle.position}${obstacle.name === undefined ? '' : ` (${obstacle.name})`} says no${described(obstacle.readings)}`;
    case 'when':
      return `its conditions hold; its own code says no${described(obstacle.readings)}`;
  }
}

const shownReadings = 6;

/** What code looked at: `, having read eventType = "AwsApiCall", errorCode absent`. */
function described(readings: readonly FieldReading[]): string {
  if (readings.length === 0) return '';
  const shown = readings.slice(0, shownReadings).map(({ path, found }) => {
    return found === undefined ? `${path} absent` : `${path} = ${show(found)}`;
  });
  const more = readings.length > shownReadings ? ` and ${readings.length - shownReadings} more` : '';
  return `, having read ${shown.join(', ')}${more}`;
}

const shownValues = 3;

function describeField({ path, found, accepts }: FieldFinding): string {
  const values: readonly Json[] = Array.isArray(accepts) ? accepts : [accepts as Json];
  const more = values.length - shownValues;
  const wanted = values.slice(0, shownValues).map(show).join(' or ');
  return `${path} = ${show(found)}, wants ${wanted}${more > 0 ? ` or one of ${more} more` : ''}`;
}
