import { techniquePage } from '@streamalert/community-rules/attack';
import {
  type Coverage,
  type CoveringRule,
  isCovered,
  rulesAbout,
  type TacticCoverage,
  type TechniqueCoverage,
} from './coverage.ts';
import { script, style } from './page-assets.ts';

/** The coverage as one page that needs nothing else: no script, font or picture from elsewhere, and readable without its own script. */
export function drawCoverage(coverage: Coverage, { conf, drawn }: { conf: string; drawn: Date }): string {
  const { tactics, rules, attack_version: version } = coverage;
  const total = new Set(tactics.flatMap((tactic) => tactic.techniques.map(({ id }) => id))).size;
  const covered = new Set(tactics.flatMap((tactic) => tactic.techniques.filter(isCovered).map(({ id }) => id))).size;
  const facts: [string, string][] = [
    [String(rules.enabled), 'rules on'],
    [`${covered} / ${total}`, 'techniques with a rule'],
    [`${tactics.filter((tactic) => tactic.covered > 0).length} / ${tactics.length}`, 'tactics with a rule'],
    [String(coverage.log_types.filter((log) => log.rules > 0).length), 'log types with a rule'],
    [String(coverage.log_types_without_rules.length), 'log types without'],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ATT&amp;CK coverage – ${escape(conf)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>ATT&amp;CK coverage</h1>
<p class="sub">Enterprise ${escape(version)} · configuration <code>${escape(conf)}</code> · ${escape(drawn.toISOString().slice(0, 16).replace('T', ' '))} UTC</p>
<dl class="facts">${facts.map(([value, what]) => `<div><dt>${escape(what)}</dt><dd>${escape(value)}</dd></div>`).join('')}</dl>
<form class="filters" hidden>
<label>Log type <select name="log"><option value="">all</option>${coverage.log_types
    .filter((log) => log.rules > 0)
    .map(({ name }) => `<option>${escape(name)}</option>`)
    .join('')}</select></label>
<label>Find <input name="find" type="search" placeholder="rule or technique"></label>
<label class="check"><input name="covered" type="checkbox"> only what is covered</label>
<button type="button" name="open">Open all</button>
</form>
<p class="legend"><span class="cell l0"></span> no rule <span class="cell l1"></span> 1 <span class="cell l2"></span> 2–4 <span class="cell l3"></span> 5–9 <span class="cell l4"></span> 10 rules and more</p>
</header>
<main>
<div class="matrix" role="list" tabindex="0" aria-label="Tactics of ATT&amp;CK">
${tactics.map(drawTactic).join('\n')}
</div>
${drawLogTypes(coverage)}
${drawNotes(coverage)}
</main>
<footer>ATT&amp;CK® is a registered trademark of The MITRE Corporation. © The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.</footer>
<script>${script}</script>
</body>
</html>
`;
}

function drawTactic({ id, name, covered, techniques }: TacticCoverage): string {
  const share = Math.round((covered / techniques.length) * 100);
  return `<section class="tactic" role="listitem">
<h2><a href="https://attack.mitre.org/tactics/${escape(id)}/">${escape(name)}</a><small>${covered} of ${techniques.length}</small><span class="bar"><i style="width:${share}%"></i></span></h2>
${[...techniques]
  .sort((a, b) => Number(isCovered(b)) - Number(isCovered(a)))
  .map(drawTechnique)
  .join('\n')}
</section>`;
}

function drawTechnique(technique: TechniqueCoverage): string {
  const about = rulesAbout(technique);
  const name = `<span class="id">${escape(technique.id)}</span> ${escape(technique.name)}`;
  if (about.length === 0) return `<p class="technique l0">${name}</p>`;
  const logs = [...new Set(about.flatMap((rule) => rule.log_types))].join(' ');
  const parts = [technique, ...technique.sub_techniques.filter(isCovered)].filter((part) => part.rules.length > 0);
  return `<details class="technique l${levelOf(about.length)}" data-logs="${escape(logs)}">
<summary>${name} <b aria-label="${about.length} rules">${about.length}</b></summary>
${parts.map((part) => drawPart(part, technique)).join('')}
</details>`;
}

function drawPart(part: TechniqueCoverage, technique: TechniqueCoverage): string {
  const title = part.id === technique.id ? 'The technique itself' : part.name;
  return `<h3><a href="${escape(techniquePage(part.id))}">${escape(part.id)}</a> ${escape(title)}</h3><ul>${part.rules.map(drawRule).join('')}</ul>`;
}

function drawRule({ id, severity, summary, log_types: logs }: CoveringRule): string {
  const mark = severity === undefined ? '' : `<span class="severity ${escape(severity)}">${escape(severity)}</span> `;
  return `<li data-logs="${escape(logs.join(' '))}">${mark}<code title="${escape(summary)}">${escape(id)}</code><span class="logs">${logs.map(escape).join(' · ')}</span></li>`;
}

/** Few rules and many differ; between 11 and 15 nobody sees a difference. */
function levelOf(rules: number): number {
  if (rules >= 10) return 4;
  if (rules >= 5) return 3;
  return rules >= 2 ? 2 : 1;
}

function drawLogTypes({ log_types: logTypes }: Coverage): string {
  const most = Math.max(1, ...logTypes.map(({ rules }) => rules));
  const sorted = [...logTypes].sort((a, b) => b.rules - a.rules || (a.name < b.name ? -1 : 1));
  const rows = sorted
    .filter(({ rules }) => rules > 0)
    .map(
      ({ name, rules, techniques }) =>
        `<tr><th scope="row"><code>${escape(name)}</code></th><td class="number">${rules}</td><td class="wide"><span class="bar"><i style="width:${Math.round((rules / most) * 100)}%"></i></span></td><td class="number">${techniques.length}</td></tr>`,
    );
  const without = sorted.filter(({ rules }) => rules === 0);
  return `<section class="panel"><h2>Log types that arrive</h2>
<table><thead><tr><th scope="col">log type</th><th scope="col" class="number">rules</th><td></td><th scope="col" class="number">techniques</th></tr></thead><tbody>${rows.join('')}</tbody></table>
${without.length === 0 ? '' : `<h3>${without.length} without a rule</h3><p class="chips">${without.map(({ name }) => `<code>${escape(name)}</code>`).join(' ')}</p>`}</section>`;
}

function drawNotes({ rules_without_logs: idle, rules_without_technique: unmapped, unknown }: Coverage): string {
  const notes: [string, readonly string[]][] = [
    ['Rules none of whose log types arrive', idle.map(({ id }) => id)],
    ['Rules that name no technique', unmapped],
    ['Techniques that this version does not know', unknown.map(({ rule, technique }) => `${technique} (${rule})`)],
  ];
  const drawn = notes
    .filter(([, names]) => names.length > 0)
    .map(
      ([title, names]) =>
        `<h3>${escape(title)}</h3><p class="chips">${names.map((name) => `<code>${escape(name)}</code>`).join(' ')}</p>`,
    );
  return drawn.length === 0 ? '' : `<section class="panel"><h2>Worth a look</h2>${drawn.join('')}</section>`;
}

/** Rules are written by users: what they hold is text. */
function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] as string);
}
