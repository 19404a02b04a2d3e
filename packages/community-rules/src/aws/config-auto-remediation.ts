import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';

export const configAutoRemediation = defineCloudTrailRule({
  id: 'config_auto_remediation',
  description:
    'AWS Config repaired a non-compliant resource by itself: somebody had changed it against the rules.\nFalse positive: none: the repair happened. Whether it was needed is the question.',
  where: {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'StartAutomationExecution',
    sourceIPAddress: 'config.amazonaws.com',
  },
  when: (cloudTrail) => ({
    alert: true,
    title: `Config ran ${valueAt(cloudTrail, 'requestParameters.documentName') ?? 'an automation document'}`,
  }),
  severity: 'low',
  tags: ['aws', 'config', 'compliance'],
  attack: [{ tactic: 'TA0005', technique: 'T1578.005' }],
  references: [
    'https://docs.aws.amazon.com/config/latest/developerguide/remediation.html',
    'https://attack.mitre.org/techniques/T1578/005/',
  ],
  runbook: steps(
    'Find the change that was repaired in the timeline of the resource in AWS Config.',
    'If it was planned, the next deployment will make it again: talk to its owner.',
    'If not, treat the credentials that made it as stolen.',
  ),
});
