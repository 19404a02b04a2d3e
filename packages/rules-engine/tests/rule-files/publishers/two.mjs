import { definePublisher, defineRule } from '@streamalert/rules-sdk';

export const two = defineRule({
  id: 'two',
  description: 'Names a publisher that has the name of another.',
  logs: ['vpn:login'],
  publishers: definePublisher('not_exported', () => ({})),
});
