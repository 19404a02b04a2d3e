import { defineRule } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { isAdded, isUserLogin } from '../matchers/index.ts';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';

export const sshLoginActivity = defineRule({
  id: 'ssh_login_activity',
  description:
    'A person signed in to a host, as the table of sign-ins tells it.\nFalse positive: everyday work. The rule is for hosts where nobody should sign in; name them in a copy of it.',
  logs: ['osquery:differential'],
  where: { action: 'added', name: 'pack_incident-response_last' },
  matchers: [isAdded, isUserLogin],
  when: ({ record }) =>
    alertOn(`${textAt(record, 'columns.username')} on ${textAt(record, 'hostIdentifier') || 'a host'}`, {
      host: textAt(record, 'hostIdentifier'),
      source_ip: textAt(record, 'columns.host'),
    }),
  severity: 'low',
  tags: ['osquery', 'lateral-movement'],
  attack: [{ tactic: 'TA0008', technique: 'T1021.004' }],
  references: [
    'https://osquery.io/schema/current/#last',
    'https://github.com/osquery/osquery/blob/master/packs/incident-response.conf',
    'https://attack.mitre.org/techniques/T1021/004/',
  ],
  runbook: steps(
    'See whether the person works on that host, and from where they came (columns.host).',
    'If nobody works there: end the session, and look at the authentication log of the host.',
  ),
});
