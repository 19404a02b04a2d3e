import type { HttpClient } from '@streamalert/core';
import type { Output, OutputService, SendResult } from '../contract.ts';
import { optional, plainField, secretField, validateUrl } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { basicAuth } from '../exchange.ts';
import { takesNoSettings } from '../settings.ts';
import { issueFields } from './jira/credentials.ts';
import { sendToJira } from './jira/issue.ts';

/** What is known of Jira Data Center without sending. */
export const jiraService: OutputService = defineService({
  service: 'jira',
  credentials: [
    optional(plainField('username', 'the user; leave it out when the password is a personal access token')),
    secretField('password', "the user's password, or a personal access token"),
    { ...secretField('url', 'the address of Jira, e.g. https://jira.example.com'), validate: validateUrl },
    ...issueFields,
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Opens issues in Jira Data Center by its REST API 2. The cookie session of 3.5 is gone: user and password are sent as
 * Basic authorization, or a personal access token as Bearer. Jira Cloud takes no passwords; `jira-v2` is for it.
 *
 * @see https://developer.atlassian.com/server/jira/platform/rest/
 * @see https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
 */
export function jira({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(jiraService, async (delivery) => {
    const { username, password = '', url = '' } = delivery.credentials;
    const authorization = username === undefined ? `Bearer ${password}` : basicAuth(username, password);
    return explained(url, await sendToJira(http, delivery, { url, authorization, api: 2 }));
  });
}

function explained(url: string, result: SendResult): SendResult {
  if (result.kind !== 'permanent' || !isJiraCloud(url)) return result;
  const hint = 'Jira Cloud takes no passwords: use the service jira-v2 with an API token';
  return { ...result, reason: `${result.reason} (${hint})` };
}

/** @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/ */
export const isJiraCloud = (url: string): boolean =>
  URL.canParse(url) && /(^|\.)(atlassian\.net|atlassian\.com|jira\.com)$/.test(new URL(url).hostname);
