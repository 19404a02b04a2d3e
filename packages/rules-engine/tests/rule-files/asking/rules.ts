import { defineRule } from '@streamalert/rules-sdk';

export const intel = defineRule({
  id: 'intel',
  description: 'For tests.',
  logs: ['vpn:login'],
  when: (event) => event.intel('ip').some(({ source }) => source === 'feed.example.com'),
});

export const lookup = defineRule({
  id: 'lookup',
  description: 'For tests.',
  logs: ['vpn:login'],
  when: async (event) => {
    const owner = await event.lookup('owners', String(event.record['user']));
    return owner === undefined ? false : { alert: true, context: { owner } };
  },
});
