import { type JsonObject, type Match, type Severity, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/**
 * GuardDuty's numbers in our words.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
 */
export function severityOf(value: unknown): Severity {
  if (typeof value !== 'number') return 'medium';
  if (value >= 9) return 'critical';
  if (value >= 7) return 'high';
  return value >= 4 ? 'medium' : 'low';
}

/**
 * Types of findings that rules of their own are about: `ThreatPurpose:ResourceTypeAffected/ThreatFamilyName…`.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
 */
const families = {
  attackSequence: /^AttackSequence:/,
  credentials: /InstanceCredentialExfiltration/,
  mining: /^CryptoCurrency:|Bitcoin|CryptoMiner/i,
  malware: /^(?:Backdoor|Trojan):|Malicious(?:File|Software|Process)|^Execution:\S*\/MaliciousFile/,
} as const;

/** True for a finding of a family; one that several would fit belongs to the first. */
export function ofFamily(record: JsonObject, family: keyof typeof families): boolean {
  return familyOf(record) === family;
}

/** True for a finding of medium severity or more that belongs to no family. */
export function inNoFamily(record: JsonObject): boolean {
  return familyOf(record) === undefined && Number(record['severity']) >= 4;
}

function familyOf(record: JsonObject): string | undefined {
  return Object.entries(families).find(([, types]) => types.test(textAt(record, 'type')))?.[0];
}

/** False for a finding that was archived, and for the samples that GuardDuty makes on request. */
export function isActive(record: JsonObject): boolean {
  return valueAt(record, 'service.archived') !== true && valueAt(record, 'service.additionalInfo.sample') !== true;
}

/** A match on a finding that was exported to a bucket; its severity becomes the alert's. */
export function ofFinding(record: JsonObject): Match {
  const match = alertOn(textAt(record, 'title') || textAt(record, 'type') || 'a finding of GuardDuty', {
    finding_type: textAt(record, 'type'),
    account: textAt(record, 'accountId'),
    region: textAt(record, 'region'),
    resource:
      textAt(record, 'resource.instanceDetails.instanceId') || textAt(record, 'resource.accessKeyDetails.userName'),
    finding: textAt(record, 'arn'),
  });
  return { ...match, severity: severityOf(record['severity']) };
}
