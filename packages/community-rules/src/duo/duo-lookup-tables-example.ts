import { defineRule, type Json, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';

export const duoLookupTablesExample = defineRule({
  id: 'duo_lookup_tables_example',
  description:
    'An example: the browser of an authentication is on a list that is kept in a lookup table, and can be changed without deploying rules.\nFalse positive: a browser that is on the list and still in use.',
  logs: ['duo:authentication'],
  when: async (event) => {
    const browsers = await event.lookup('dynamo-backed-table', 'duo_blacklisted_browsers', []);
    const browser = valueAt(event.record, 'access_device.browser');
    return Array.isArray(browsers) && browser !== undefined && (browsers as readonly Json[]).includes(browser);
  },
  severity: 'low',
  tags: ['duo', 'lookup-table', 'example'],
  attack: [{ tactic: 'TA0001', technique: 'T1078' }],
  references: ['https://duo.com/docs/authlog', 'https://attack.mitre.org/techniques/T1078/'],
  runbook: steps('Ask the user to change the browser.', 'Take the browser off the list if it belongs there no longer.'),
});
