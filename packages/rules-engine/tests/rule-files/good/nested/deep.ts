import { definePublisher, defineRule } from '@streamalert/rules-sdk';

export const pack = [defineRule({ id: 'deep', description: 'In an array.', logs: ['vpn:login'] })];
export const shortText = definePublisher('short_text', (_alert, publication) => publication);
