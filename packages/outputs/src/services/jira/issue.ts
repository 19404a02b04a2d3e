import { createHash } from 'node:crypto';
import type { HttpClient, Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, SendResult } from '../../contract.ts';
import { exchange, joinUrl, unexpectedAnswer } from '../../exchange.ts';
import { cutText } from '../../render/cut.ts';
import { plainText, sortedJson } from '../../render/json-text.ts';
import { overridesOf } from '../../render/overrides.ts';
import { toAdf } from './adf.ts';

/** @see https://confluence.atlassian.com/jirakb/exporting-issues-limits the limit of text fields, 32,767 characters */
const maxDescription = 32_767;
const maxSummary = 255;

/** One Jira, and how it is spoken to. */
export interface JiraServer {
  readonly url: string;
  readonly authorization: string;
  /** 3 takes descriptions as Atlassian documents and searches at `search/jql`; 2 takes wiki text. */
  readonly api: 2 | 3;
}

/**
 * Creates an issue. With `aggregate` an open issue of the same summary gets a comment instead; it is found by a label
 * that derives from the summary, as Jira compares summaries only loosely. A search that fails makes the alert wait
 * rather than open a second issue.
 */
export async function sendToJira(http: HttpClient, delivery: Delivery, server: JiraServer): Promise<SendResult> {
  const content = contentOf(delivery);
  const aggregate = (delivery.credentials['aggregate'] ?? '').trim().toLowerCase() === 'yes';
  const jira = caller(http, delivery, server);
  if (aggregate) {
    const found = await findIssue(jira, server, delivery, content.label);
    if (found.failed) return found.failed;
    if (found.id !== undefined) {
      const { failed } = await jira(`issue/${found.id}/comment`, { body: body(server, content.description) });
      // A comment that is refused for good (an issue that is locked) must not cost the alert.
      if (failed?.kind !== 'permanent') return failed ?? { kind: 'sent' };
    }
  }
  return createIssue(jira, server, delivery, { ...content, ...(!aggregate && { label: undefined }) });
}

interface Content {
  readonly summary: string;
  readonly description: string;
  readonly label: string | undefined;
}

function contentOf({ alert, publication }: Delivery): Content & { readonly label: string } {
  const overrides = overridesOf(publication, 'jira');
  const summary = cutText(
    overrides.text('issue_summary', `StreamAlert ${alert.ruleName}`).replace(/\s+/g, ' '),
    maxSummary,
  );
  const rendered = `{code:JSON}${cutText(sortedJson(publication), maxDescription - 20)}{code}`;
  const description = cutText(overrides.text('description', rendered), maxDescription);
  return {
    summary,
    description,
    label: `streamalert-${createHash('sha256').update(summary).digest('hex').slice(0, 16)}`,
  };
}

type Caller = (path: string, json: JsonObject) => ReturnType<typeof exchange>;

function caller(http: HttpClient, delivery: Delivery, { url, authorization, api }: JiraServer): Caller {
  return (path, json) =>
    exchange(http, delivery, { url: joinUrl(url, `rest/api/${api}/${path}`), headers: { authorization }, json });
}

async function findIssue(
  jira: Caller,
  { api }: JiraServer,
  { credentials }: Delivery,
  label: string,
): Promise<{ readonly failed?: SendResult; readonly id?: string }> {
  const project = (credentials['project_key'] ?? '').replace(/["\\]/g, '\\$&');
  const jql = `project = "${project}" AND labels = "${label}" AND statusCategory != Done ORDER BY created DESC`;
  const { failed, json } = await jira(api === 3 ? 'search/jql' : 'search', { jql, maxResults: 1, fields: ['summary'] });
  if (failed) return { failed };
  const issues = isJsonObject(json) ? json['issues'] : undefined;
  const issue = Array.isArray(issues) ? (issues[0] as Json | undefined) : undefined;
  const id = isJsonObject(issue) ? plainText(issue['id']) : '';
  return id === '' ? {} : { id };
}

async function createIssue(
  jira: Caller,
  server: JiraServer,
  { credentials }: Delivery,
  { summary, description, label }: Content,
): Promise<SendResult> {
  const fields = {
    project: { key: credentials['project_key'] ?? '' },
    summary,
    description: body(server, description),
    issuetype: { name: credentials['issue_type'] ?? '' },
    ...(label !== undefined && { labels: [label] }),
  };
  const { failed, json } = await jira('issue', { fields });
  if (failed) return failed;
  return isJsonObject(json) && plainText(json['id']) !== '' ? { kind: 'sent' } : unexpectedAnswer('issue id');
}

const body = ({ api }: JiraServer, wiki: string): Json => (api === 3 ? toAdf(wiki) : wiki);
