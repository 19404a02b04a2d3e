import { defineRule } from '@streamalert/rules-sdk';

export const wrong = defineRule({ id: 'wrong', description: '', logs: 'vpn:login', sevrity: 'high', outputs: ['slack'] });
export const aimless = defineRule({ id: 'aimless', description: 'No logs.' });
export const future = Object.freeze({ id: 'future', [Symbol.for('@streamalert/rule')]: 2 });
