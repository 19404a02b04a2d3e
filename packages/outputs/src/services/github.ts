import type { HttpClient } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { addressField, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { joinUrl, post } from '../exchange.ts';
import { cutText } from '../render/cut.ts';
import { fencedRecord } from '../render/markdown.ts';
import { overridesOf } from '../render/overrides.ts';
import { takesNoSettings } from '../settings.ts';

const defaultApi = 'https://api.github.com';
/** GitHub answers a longer body with 422. */
const maxBody = 65_536;
const maxTitle = 256;

/** What is known of GitHub issues without sending. */
export const githubService: OutputService = defineService({
  service: 'github',
  credentials: [
    {
      ...plainField('repository', 'the repository, owner/name'),
      validate: (value) => (/^[\w.-]+\/[\w.-]+$/.test(value) ? undefined : 'must be owner/name'),
    },
    optional(plainField('labels', 'labels of issues, comma separated')),
    optional(plainField('username', 'the user, which is not needed any more')),
    secretField('access_token', 'a token that may write issues: fine-grained, classic, or of an app'),
    optional(addressField('api', 'the address of the API, for GitHub Enterprise: https://ghe.example.com/api/v3')),
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Opens an issue for each alert.
 *
 * @see https://docs.github.com/en/rest/issues/issues#create-an-issue
 */
export function github({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(githubService, (delivery) => {
    const { alert, publication, credentials } = delivery;
    const { repository = '', labels = '', access_token: token = '', api = defaultApi } = credentials;
    const overrides = overridesOf(publication, 'github');
    const head = `### Description\n${alert.ruleDescription}\n\n### Event data\n`;
    return post(http, delivery, {
      url: joinUrl(api, `repos/${repository}/issues`),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'StreamAlert',
        'x-github-api-version': '2022-11-28',
      },
      json: {
        title: cutText(overrides.text('title', `StreamAlert: ${alert.ruleName}`), maxTitle),
        body: cutText(overrides.text('body', head + fencedRecord(alert.record, maxBody - head.length)), maxBody),
        labels: labels
          .split(',')
          .map((label) => label.trim())
          .filter((label) => label !== ''),
      },
    });
  });
}
