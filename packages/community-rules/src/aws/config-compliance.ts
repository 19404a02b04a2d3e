import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { itemsAt } from './items.ts';

/** Config rules worth an alert; empty: all of them. */
const watchedConfigRules: ReadonlySet<string> = new Set();

export const configCompliance = defineCloudTrailRule({
  id: 'config_compliance',
  description:
    'AWS Config found a resource that does not comply with one of the rules of this account.\nFalse positive: a resource that is exempt and not yet recorded as such.',
  where: { eventSource: 'config.amazonaws.com', eventName: 'PutEvaluations' },
  requires: ['requestParameters.testMode'],
  when: (cloudTrail) => {
    if (Boolean(valueAt(cloudTrail, 'requestParameters.testMode'))) return false;
    const rule = valueAt(cloudTrail, 'additionalEventData.configRuleName');
    if (watchedConfigRules.size > 0 && !(typeof rule === 'string' && watchedConfigRules.has(rule))) return false;
    const failed = itemsAt(cloudTrail, 'requestParameters.evaluations').filter(
      (evaluation) => valueAt(evaluation, 'complianceType') === 'NON_COMPLIANT',
    );
    if (failed.length === 0) return false;
    const resource = valueAt(failed[0], 'complianceResourceId');
    return { alert: true, title: `${resource ?? 'a resource'} does not comply with ${rule ?? 'a Config rule'}` };
  },
  severity: 'low',
  tags: ['aws', 'config', 'compliance'],
  attack: [{ tactic: 'TA0005', technique: 'T1578.005' }],
  references: [
    'https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html',
    'https://attack.mitre.org/techniques/T1578/005/',
  ],
  runbook: steps(
    'Open the resource in the AWS Config console and look at its timeline: who changed it, and was the change planned?',
    'Bring it back into compliance, or record the exception with its owner.',
  ),
});
