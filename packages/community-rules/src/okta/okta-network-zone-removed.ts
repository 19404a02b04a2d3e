import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor, targetsOf } from './okta.ts';

export const oktaNetworkZoneRemoved = defineRule({
  id: 'okta_network_zone_removed',
  description:
    'A network zone was turned off, deleted or changed: what was blocked may be let in, what was trusted may be anywhere.\nFalse positive: a new office or VPN, whose addresses are added.',
  logs: ['okta:logevents'],
  where: { eventType: ['zone.deactivate', 'zone.delete', 'zone.update'], 'outcome.result': 'SUCCESS' },
  when: ({ record }) => byOktaActor(record, `zone ${targetsOf(record)[0] ?? ''} changed`),
  severity: 'low',
  tags: ['okta', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1556.009' }],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1556/009/',
  ],
  runbook: steps(
    'Compare the addresses before and after.',
    'Ask the person behind the account, over a channel that does not go through Okta.',
    'Restore the zone unless the change was planned.',
  ),
});
