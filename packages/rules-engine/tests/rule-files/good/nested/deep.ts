import { definePublisher, defineRule } from '@streamalert/rules-sdk';

export const pack = [defineRule({ id: 'deep', description: 'In an array.', logs: ['vpn:login'] })];
export const changed = [defineRule({ id: 'login', description: 'Replaced by the one in login.ts.', logs: ['a:b'] })];
export const shortText = definePublisher('short_text', (_alert, publication) => publication);
