import { defineRule, type JsonObject } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

/** Whole mailboxes, all files, and the directory. */
const sensitive =
  /^https:\/\/(?:mail\.google\.com\/?|www\.googleapis\.com\/auth\/(?:gmail\.(?:readonly|modify|settings\.sharing)|drive|drive\.readonly|admin\.directory\..*))$/;

function scopesOf(event: JsonObject): readonly string[] {
  const scopes = parameter(event, 'scope');
  return (Array.isArray(scopes) ? scopes : [scopes]).filter((scope) => typeof scope === 'string');
}

export const gsuiteSensitiveScopesGranted = defineRule({
  id: 'gsuite_sensitive_scopes_granted',
  description:
    'A user let an application read their mail, their files, or the directory. Applications that pass for others ask for it (consent phishing).\nFalse positive: a mail program or a backup tool that the company uses; allow those by name in the admin console.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'token' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['authorize']).find((event) =>
      scopesOf(event).some((scope) => sensitive.test(scope)),
    );
    return (
      event !== undefined &&
      byAccount(record, `${parameter(event, 'app_name') ?? 'an application'} let in`, {
        client: parameter(event, 'client_id'),
        scopes: parameter(event, 'scope'),
      })
    );
  },
  severity: 'medium',
  tags: ['google-workspace', 'credential-access', 'phishing'],
  attack: [
    { tactic: 'TA0006', technique: 'T1528' },
    { tactic: 'TA0003', technique: 'T1671' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token',
    'https://attack.mitre.org/techniques/T1528/',
    'https://attack.mitre.org/techniques/T1671/',
  ],
  runbook: steps(
    'See who makes the application and how many users have it.',
    'Block it in the admin console unless it is known.',
    'Ask the person behind the account, not by mail.',
  ),
});
