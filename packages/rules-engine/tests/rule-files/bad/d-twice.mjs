import { defineRule } from '@streamalert/rules-sdk';

export const fine = defineRule({ id: 'fine', description: 'Loaded.', logs: ['vpn:login'] });
export const twice = defineRule({ id: 'fine', description: 'Not loaded.', logs: ['vpn:login'] });
