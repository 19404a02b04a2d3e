import { definePublisher } from '@streamalert/rules-sdk';

/** One line instead of the whole record. Use it in a rule: `publishers: { slack: shortText }`. */
export const shortText = definePublisher('short_text', (alert, publication) => ({
  ...publication,
  '@slack.text': `${alert.ruleName}: ${alert.title ?? alert.ruleDescription}`,
}));
