/** How bad it is if the rule is right, lowest first. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

/** How bad it is if the rule is right. */
export type Severity = (typeof severities)[number];

/** One technique of MITRE ATT&CK, e.g. `{ tactic: 'TA0005', technique: 'T1562.008' }`. @see https://attack.mitre.org/ */
export interface AttackReference {
  /** Tactic id, `TA` and four digits. */
  readonly tactic: string;
  /** Technique id, `T` and four digits, optionally a sub-technique: `T1078.004`. */
  readonly technique?: string;
}
