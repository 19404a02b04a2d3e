import { defineRule } from '@streamalert/rules-sdk';
import { demistoClassification } from '@streamalert/rules-sdk/publishers';
import { steps } from '../steps.ts';

export const sampleDemisto = defineRule({
  id: 'sample_demisto',
  description:
    'An example: makes an incident in Cortex XSOAR (Demisto), with the fields that the rule\'s context names.\nFalse positive: every record of the host "sample_demisto", on purpose.',
  logs: ['osquery:differential'],
  where: { hostIdentifier: 'sample_demisto' },
  context: { demisto: { incident_type: 'My sample type', playbook: 'A Playbook', severity: 'informational' } },
  outputs: ['demisto:sample-integration'],
  publishers: demistoClassification,
  severity: 'info',
  tags: ['osquery', 'example'],
  attack: [{ tactic: 'TA0002', technique: 'T1059' }],
  references: [
    'https://xsoar.pan.dev/docs/incidents/incident-fields',
    'https://osquery.io/schema/',
    'https://attack.mitre.org/techniques/T1059/',
  ],
  runbook: steps(
    'Open the incident in Cortex XSOAR and see that its fields are set.',
    'Write a rule of your own in the same way.',
  ),
});
