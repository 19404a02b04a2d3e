import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor } from './okta.ts';

export const oktaPhishingPageStopped = defineRule({
  id: 'okta_phishing_page_stopped',
  description:
    'FastPass refused to sign in because the page was not that of Okta: a user is on a phishing site, and has typed their password there.\nFalse positive: a proxy of the company that changes the address of pages.',
  logs: ['okta:logevents'],
  where: {
    eventType: ['user.authentication.auth_via_mfa'],
    'outcome.result': 'FAILURE',
    'outcome.reason': 'FastPass declined phishing attempt',
  },
  when: ({ record }) => byOktaActor(record, 'phishing page'),
  severity: 'high',
  tags: ['okta', 'phishing', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1566.002' },
    { tactic: 'TA0006', technique: 'T1557' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1566/002/',
    'https://attack.mitre.org/techniques/T1557/',
  ],
  runbook: steps(
    'Call the user, have them close the page, and change their password.',
    'Ask how they came to the page: mail, chat, search.',
    'Search for others who went to the same address, and block it.',
  ),
});
