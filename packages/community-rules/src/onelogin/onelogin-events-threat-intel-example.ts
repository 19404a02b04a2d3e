import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';

export const oneloginEventsThreatIntelExample = defineRule({
  id: 'onelogin_events_threat_intel_example',
  description:
    'An example: an event of OneLogin came from an address that threat intelligence knows. Turn intelligence on and the rule as well.\nFalse positive: an address that many share, such as that of a carrier or a VPN.',
  logs: ['onelogin:events'],
  when: (event) => event.intel('ip').length > 0,
  severity: 'medium',
  tags: ['onelogin', 'threat-intel', 'example'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://developers.onelogin.com/api-docs/1/events/event-resource',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps('Read what the source of the indicator says about the address.', 'Ask the user whether it was them.'),
  enabled: false,
});
