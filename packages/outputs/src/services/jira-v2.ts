import type { HttpClient } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { addressField, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { basicAuth } from '../exchange.ts';
import { oneOf, takesObject } from '../settings.ts';
import { issueFields } from './jira/credentials.ts';
import { sendToJira } from './jira/issue.ts';
import { isJiraCloud } from './jira.ts';

/** What is known of Jira Cloud without sending. */
export const jiraV2Service: OutputService = defineService({
  service: 'jira-v2',
  credentials: [
    secretField('api_key', 'an API token of the user'),
    plainField('user_name', "the user's e-mail address"),
    addressField('url', 'the address of Jira, e.g. https://acme.atlassian.net'),
    ...issueFields,
  ],
  idempotent: false,
  checkSettings: takesObject({ api: oneOf(2, 3) }),
});

/**
 * Opens issues in Jira Cloud by its REST API 3, or in another Jira by version 2.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
 * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post
 */
export function jiraV2({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(jiraV2Service, (delivery) => {
    const { user_name: user = '', api_key: key = '', url = '' } = delivery.credentials;
    const asked = (delivery.settings as { api?: 2 | 3 } | undefined)?.api;
    const api = asked ?? (isJiraCloud(url) ? 3 : 2);
    return sendToJira(http, delivery, { url, authorization: basicAuth(user, key), api });
  });
}
