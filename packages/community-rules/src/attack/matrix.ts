import { techniqueRows } from './techniques.ts';

/** Version of ATT&CK for Enterprise that {@link tactics} and {@link techniques} are of. */
export const attackVersion = '18.1';

/** What an adversary is after: a column of the matrix. */
export interface Tactic {
  /** `TA0005` */
  readonly id: string;
  readonly name: string;
}

/** How an adversary goes about it. */
export interface Technique {
  /** `T1562`, or `T1562.008` for a sub-technique. */
  readonly id: string;
  /** Without the name of the technique above: `Disable or Modify Cloud Logs`. */
  readonly name: string;
  /** Ids of the tactics it serves, in the order of the matrix. */
  readonly tactics: readonly string[];
}

/** The tactics, in the order of the matrix. @see https://attack.mitre.org/matrices/enterprise/ */
export const tactics: readonly Tactic[] = [
  { id: 'TA0043', name: 'Reconnaissance' },
  { id: 'TA0042', name: 'Resource Development' },
  { id: 'TA0001', name: 'Initial Access' },
  { id: 'TA0002', name: 'Execution' },
  { id: 'TA0003', name: 'Persistence' },
  { id: 'TA0004', name: 'Privilege Escalation' },
  { id: 'TA0005', name: 'Defense Evasion' },
  { id: 'TA0006', name: 'Credential Access' },
  { id: 'TA0007', name: 'Discovery' },
  { id: 'TA0008', name: 'Lateral Movement' },
  { id: 'TA0009', name: 'Collection' },
  { id: 'TA0011', name: 'Command and Control' },
  { id: 'TA0010', name: 'Exfiltration' },
  { id: 'TA0040', name: 'Impact' },
];

/** All techniques and sub-techniques by id, in order of their ids. */
export const techniques: ReadonlyMap<string, Technique> = readTechniques();

function readTechniques(): Map<string, Technique> {
  const found = new Map<string, Technique>();
  for (const row of techniqueRows.trim().split('\n')) {
    const [id = '', name = '', served] = row.split('|');
    const above = found.get(id.split('.')[0] as string)?.tactics ?? [];
    found.set(id, { id, name, tactics: served === undefined ? above : served.split(' ') });
  }
  return found;
}

/** Where ATT&CK describes a technique. */
export function techniquePage(id: string): string {
  return `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`;
}
