import type { Colors } from '../context.ts';
import { type Coverage, isCovered, rulesAbout, type TacticCoverage } from '../coverage/coverage.ts';
import { plural } from './numbers.ts';
import { printable } from './printable.ts';

const barWidth = 20;
const nameWidth = 46;

/** Of lists of names, where the terminal does not tell. */
const usualWidth = 100;

/** The coverage as text: a bar for each tactic, the techniques that are covered, and what stands out. */
export function formatCoverage(coverage: Coverage, colors: Colors, width = usualWidth): string {
  const { rules, attack_version: version } = coverage;
  const head = `ATT&CK ${version} · ${plural(rules.enabled, 'rule')}, ${rules.covering} of them about a technique and with logs`;
  return `${[head, '', ...coverage.tactics.flatMap((tactic) => formatTactic(tactic, colors)), ...notes(coverage, colors, width)].join('\n')}\n`;
}

function formatTactic(tactic: TacticCoverage, colors: Colors): string[] {
  const { covered, techniques } = tactic;
  const filled = Math.round((covered / techniques.length) * barWidth);
  const bar = `${'█'.repeat(filled)}${colors.dim('░'.repeat(barWidth - filled))}`;
  return [
    `${colors.bold(tactic.name.padEnd(22))} ${bar} ${`${covered} of ${techniques.length}`.padStart(9)}`,
    ...techniques.filter(isCovered).map((technique) => {
      const about = rulesAbout(technique);
      const logs = [...new Set(about.flatMap((rule) => rule.log_types))].sort();
      const subs = technique.sub_techniques.filter(isCovered).map(({ id }) => id.slice(technique.id.length));
      const name = `${technique.name} ${subs.join(' ')}`.trimEnd().padEnd(nameWidth);
      const count = plural(about.length, 'rule').padStart(8);
      return `  ${technique.id}  ${name} ${colors.cyan(count)}  ${colors.dim(shortened(logs))}`;
    }),
    '',
  ];
}

/** Three of them, and how many more there are. */
function shortened(names: readonly string[], limit = 3): string {
  const more = names.length - limit;
  return `${names.slice(0, limit).map(printable).join(', ')}${more > 0 ? `, ${more} more` : ''}`;
}

function notes(coverage: Coverage, colors: Colors, width: number): string[] {
  const { log_types_without_rules: blind, rules_without_logs: idle, rules_without_technique: unmapped } = coverage;
  const note = (what: string, names: readonly string[], paint: (text: string) => string): string[] =>
    names.length === 0 ? [] : [paint(`${names.length} ${what}`), ...wrapped(names.map(printable), width)];
  return [
    ...note('log types that arrive and no rule looks at', blind, colors.yellow),
    ...note(
      'rules none of whose log types arrive',
      idle.map(({ id }) => id),
      colors.yellow,
    ),
    ...note('rules that name no technique', unmapped, colors.yellow),
    ...note(
      `not in ATT&CK ${coverage.attack_version}`,
      coverage.unknown.map(({ rule, tactic, technique }) => `${technique} under ${tactic} (${rule})`),
      colors.red,
    ),
  ];
}

/** Names in indented lines of at most `width` characters. */
function wrapped(names: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, name] of names.entries()) {
    const item = index < names.length - 1 ? `${name},` : name;
    if (line !== '' && line.length + item.length + 3 > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? `  ${item}` : `${line} ${item}`;
  }
  return [...lines, line];
}
