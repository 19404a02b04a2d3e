import { defineRule } from '@streamalert/rules-sdk';

export const rootLogin = defineRule({
  id: 'root_login',
  description: 'The root user signed in.',
  logs: ['cloudtrail:events'],
  when: ({ record }) => record['eventName'] === 'ConsoleLogin',
});

export const brittle = defineRule({
  id: 'brittle',
  description: 'Fails on what has no address.',
  logs: ['cloudtrail:events'],
  when: ({ record }) => (record['sourceIPAddress'] as string).startsWith('203.0.113.'),
});
