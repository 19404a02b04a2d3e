import { definePublisher, defineRule } from '@streamalert/rules-sdk';
import { slackSummary } from '@streamalert/rules-sdk/publishers';

export const exported = definePublisher('exported', () => ({}));
const notExported = definePublisher('not_exported', () => ({}));

export const one = defineRule({
  id: 'one',
  description: 'Names publishers.',
  logs: ['vpn:login'],
  publishers: { slack: [slackSummary, exported], 'jira:triage': notExported },
});
