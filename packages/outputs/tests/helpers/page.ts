import { fileURLToPath } from 'node:url';
import { stringifyJson } from '@streamalert/core';
import { expect, it } from 'vitest';
import type { OutputService } from '../../src/index.ts';
import type { ReceivedRequest } from './http-receiver.ts';

/** What a page of docs/outputs says beside what the test sees. */
export interface Page {
  /** Heading, e.g. `Slack, incoming webhook`. */
  readonly title: string;
  /** One or more paragraphs. */
  readonly about: string;
  /** Where the service documents what it takes. */
  readonly vendor: readonly string[];
  /** The entry of `conf/outputs.json`; a list of one descriptor unless told. */
  readonly conf?: unknown;
  /** What may be set there, name and meaning. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Publication keys that publishers may set. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Keys of a rule's context. */
  readonly context?: Readonly<Record<string, string>>;
  /** What is cut or refused, and at what size. */
  readonly limits: readonly string[];
  /** What a repeated delivery does. */
  readonly repeats: string;
  /** What the loopback server stands for. */
  readonly origin?: string;
  /** Changes to what is shown, e.g. another host for some paths. */
  readonly shown?: (sent: string) => string;
  /** Rights, ways to obtain the credentials, and the like. */
  readonly setup?: readonly string[];
}

const folder = fileURLToPath(new URL('../../../../docs/outputs/', import.meta.url));

/** Asks the page of a service to be what `sent` shows. `npx vitest run --project outputs -u` writes it. */
export function describePage(service: OutputService, page: Page, sent: () => Promise<string>): void {
  it(`docs/outputs/${service.service}.md shows what is sent`, async () => {
    await expect(renderPage(service, page, await sent())).toMatchFileSnapshot(`${folder}${service.service}.md`);
  });
}

function renderPage(service: OutputService, page: Page, sent: string): string {
  const { service: name, credentials } = service;
  const conf = stringifyJson({ [name]: page.conf ?? ['soc'] }, { indent: 2 });
  const fields = credentials.map(
    ({ name: field, description, optional, mask }) =>
      [`\`${field}\``, `${description}${optional === true ? ' (optional)' : ''}`, mask ? 'hidden' : 'shown'] as const,
  );
  const parts = [
    `# ${page.title}`,
    `<!-- Written by packages/outputs/tests/${name}.test.ts: npx vitest run --project outputs -u -->`,
    page.about,
    page.vendor.map((url) => `- <${url}>`).join('\n'),
    '## Configure',
    `\`conf/outputs.json\`, for the output \`${name}:soc\`:`,
    code('json', conf),
    table(['setting', 'means'], Object.entries({ ...page.settings, ...formatSetting }).map(asCode)),
    ...(credentials.length === 0
      ? ['It asks for no credentials.']
      : [`\`streamalert output set ${name}:soc\` asks for:`, table(['credential', 'is', 'while typed'], fields)]),
    ...(page.setup === undefined ? [] : [list(page.setup)]),
    '## What it sends',
    'For an alert of the rule `cloudtrail_logging_stopped`; SECRET stands for credentials.',
    page.shown?.(sent) ?? sent,
    ...section('Publishers may set', ['key', 'means'], page.overrides),
    ...section('Rules may set in their context', ['key', 'means'], page.context),
    '## Limits and repetition',
    list([...page.limits, page.repeats]),
    '## Try it',
    code('sh', `streamalert output test ${name}:soc`),
    'It sends an alert that says it is a test, and prints what came of it.',
  ];
  return `${parts.join('\n\n')}\n`;
}

const formatSetting = {
  format: '`publication` (default), or `ocsf`: an OCSF Detection Finding in place of publication and record',
};

const asCode = ([name, meaning]: readonly [string, string]): readonly [string, string] => [`\`${name}\``, meaning];

function section(title: string, head: readonly string[], rows: Readonly<Record<string, string>> | undefined): string[] {
  return rows === undefined ? [] : [`## ${title}`, table(head, Object.entries(rows).map(asCode))];
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** A fenced block. */
export const code = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Headers of the transport, which say nothing of the service. */
const transport = new Set([
  'accept-encoding',
  'accept-language',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'connection',
  'content-length',
  'expect',
  'host',
  'sec-fetch-mode',
  'transfer-encoding',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-user-agent',
]);

/** Requests as a page shows them: start line, headers that matter, body laid out. */
export function renderRequests(requests: readonly ReceivedRequest[], from: string, to: string): string {
  return requests
    .map(({ method, path, headers, body }) => {
      const shown = Object.entries(headers)
        .filter(([name]) => !transport.has(name))
        .map(([name, value]) => `${name}: ${shownHeader(name, String(value))}`);
      const lines = [`${method} ${to}${path}`, ...shown].join('\n');
      return code(
        'http',
        withoutMarks([lines, ...(body === '' ? [] : [layOut(body)])].join('\n\n').replaceAll(from, to), to),
      );
    })
    .join('\n\n');
}

/** Secrets that stand in addresses only so that redaction has something to find there. */
const withoutMarks = (text: string, to: string): string =>
  text.replaceAll('/?SECRET', '').replaceAll('?SECRET', '').replaceAll(`${to}/SECRET/`, `${to}/`);

function shownHeader(name: string, value: string): string {
  if (name !== 'authorization') return value;
  if (value.startsWith('AWS4-HMAC-SHA256')) return 'AWS4-HMAC-SHA256 …';
  return value.startsWith('Basic ') ? `Basic base64(${Buffer.from(value.slice(6), 'base64').toString()})` : value;
}

function layOut(body: string): string {
  try {
    return stringifyJson(JSON.parse(body), { indent: 2 });
  } catch {
    if (!body.includes('&') || body.includes('\n')) return body;
    return body.replaceAll('&', '\n&').replace(/(RawMessage\.Data=).*/, '$1base64(the mail)');
  }
}
