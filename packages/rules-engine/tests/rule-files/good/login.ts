import { defineRule, type RuleEvent } from '@streamalert/rules-sdk';

export const login = defineRule({
  id: 'login',
  description: 'A rule in TypeScript.',
  logs: ['vpn:login'],
  when: ({ record }: RuleEvent): boolean => record['action'] === 'login',
});
export * as everything from './nested/deep.ts';
export { login as sameAgain };
export const notARule = { id: 'not a rule' };
