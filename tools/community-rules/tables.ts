import type { Rule } from '@streamalert/rules-sdk';

/** A shipped rule, the name it is exported by, and its file below `src`. */
export interface ShippedRule {
  readonly exportName: string;
  readonly file: string;
  readonly rule: Rule;
}

/** A folder of rules. */
export interface Vendor {
  readonly id: string;
  readonly rules: readonly ShippedRule[];
}

/** Folders of rules, and what a reader calls them. */
export const vendorNames: Readonly<Record<string, string>> = {
  aws: 'Amazon Web Services',
  binaryalert: 'BinaryAlert',
  duo: 'Duo',
  eks: 'Amazon EKS and Kubernetes',
  fleet: 'Fleet',
  github: 'GitHub',
  gsuite: 'Google Workspace',
  normalized: 'normalized fields of any log',
  okta: 'Okta',
  onelogin: 'OneLogin',
  onepassword: '1Password',
  osquery: 'osquery',
  packetbeat: 'Packetbeat',
  slack: 'Slack',
  trendmicro: 'Trend Micro',
};

/** What the rules of each vendor see: one row a pack. */
export function packTable(vendors: readonly Vendor[]): string {
  const rows = vendors.map(({ id, rules }) => {
    const logs = [...new Set(rules.flatMap(({ rule }) => rule.logs ?? []))].sort().map((log) => `\`${log}\``);
    return `| \`${id}Rules\` | ${vendorNames[id]} | ${rules.length} | ${logs.join(', ') || 'any'} |`;
  });
  return ['| pack | for | rules | log types |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** All rules, a table for each vendor. */
export function detectionTables(vendors: readonly Vendor[]): string {
  const total = vendors.reduce((sum, { rules }) => sum + rules.length, 0);
  const sections = vendors.map(({ id, rules }) => {
    const rows = [...rules].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)).map(row);
    const name = vendorNames[id] ?? id;
    return [
      `### ${name[0]?.toUpperCase()}${name.slice(1)}`,
      '',
      '| rule | fires when | severity | ATT&CK | log types |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  return [`${total} rules.`, '', ...sections].join('\n');
}

function row({ rule, file }: ShippedRule): string {
  const techniques = [...new Set((rule.attack ?? []).map(({ tactic, technique }) => technique ?? tactic))];
  const cells = [
    `[\`${rule.id}\`](../packages/community-rules/src/${file})${rule.enabled === false ? ' (off)' : ''}`,
    summaryOf(rule).replaceAll('|', '\\|'),
    rule.severity ?? '',
    techniques.map((id) => `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`).join(', '),
    (rule.logs ?? (rule.datatypes ?? []).map((type) => `any with ${type}`)).map((log) => `\`${log}\``).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The first paragraph of a description: what it is about, without what a false positive looks like. */
function summaryOf({ description }: Rule): string {
  return description.split('\n')[0] ?? '';
}
