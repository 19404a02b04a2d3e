import type { Alert } from '../alert.ts';
import { parseDescription } from '../description.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { definePublisher, type Publication, type Publisher } from '../publisher.ts';
import { plainText, prettyJson } from './json-text.ts';

/**
 * Layouts of Slack messages out of attachments, to be listed one after the other behind {@link slackSummary}.
 *
 * @see https://api.slack.com/reference/messaging/attachments
 */
const place = 'publishers.community.slack.slack_layout.';
const attachmentsKey = '@slack.attachments';
const previousKey = '@slack._previous_publication';

/** What of {@link slackSummary} a deployment may want otherwise. */
export interface SlackSummaryOptions {
  /** Bar beside the text. Default `#ff5a5f`. */
  readonly color?: string;
  /** Where the title leads. Default: a search for the rule in the repository of 3.5. */
  readonly titleLink?: (alert: Alert) => string;
}

/** A summary with other colours or links than {@link slackSummary}; the name is stored with alerts. */
export function defineSlackSummary(name: string, options: SlackSummaryOptions = {}): Publisher {
  const { color = '#ff5a5f', titleLink = searchLink } = options;
  return definePublisher(name, (alert, publication) => {
    const { author, description } = parseDescription(alert.ruleDescription);
    const attachment = {
      fallback: `Rule triggered: ${alert.ruleName}`,
      color,
      author_name: author,
      author_link: '',
      author_icon: '',
      title: alert.ruleName,
      title_link: titleLink(alert),
      text: escapeText(description),
      ts: Math.floor(alert.created / 1_000_000),
      image_url: '',
      thumb_url: '',
      footer: '',
      footer_icon: '',
      mrkdwn_in: [],
    };
    return { '@slack.text': 'Rule triggered', [attachmentsKey]: [attachment], [previousKey]: publication };
  });
}

const searchLink = ({ ruleName }: Alert): string =>
  `https://github.com/airbnb/streamalert/search?q=${encodeURIComponent(ruleName)}+path%3A%2Frules`;

/** Begins a message: the rule's name and description. Replaces the publication, which later steps still find. */
export const slackSummary = defineSlackSummary(`${place}Summary`);

/** Adds the labelled fields of the rule's description, and severity, owner, ATT&CK, references and runbook. */
export const slackAttachRuleInfo = definePublisher(`${place}AttachRuleInfo`, (alert, publication) => {
  const fields = ruleInfo(alert).map(([title, value]) => ({ title, value }));
  return fields.length === 0 ? publication : attach(publication, { color: '#8ce071', fields });
});

function ruleInfo(alert: Alert): [title: string, value: string][] {
  const labelled = Object.entries(parseDescription(alert.ruleDescription).fields);
  const attack = (alert.attack ?? []).map(({ tactic, technique }) => [tactic, technique].filter(Boolean).join(' '));
  return [
    ...labelled.map(([label, value]): [string, string] => [label.charAt(0).toUpperCase() + label.slice(1), value]),
    ...filled('Severity', alert.severity),
    ...filled('Owner', alert.owner),
    ...filled('ATT&CK', attack.join(', ')),
    ...filled('References', alert.references?.join('\n')),
    ...filled('Runbook', alert.runbook),
  ];
}

const filled = (title: string, value = ''): [string, string][] => (value === '' ? [] : [[title, value]]);

/** Adds the publication that {@link slackSummary} replaced; without it nothing. */
export const slackAttachPublication = definePublisher(`${place}AttachPublication`, (_alert, publication) => {
  const previous = publication[previousKey];
  if (previous === undefined || publication[attachmentsKey] === undefined) return publication;
  return attach(publication, {
    color: '#00d1c1',
    title: 'Alert Data:',
    text: `\`\`\`\n${escapeText(prettyJson(previous))}\n\`\`\``,
    mrkdwn_in: ['text'],
  });
});

/**
 * Adds the text of `context.slack_message_template`, in which `{name}` and `{record[userName]}` stand for values of
 * the publication. A name that is not there stays as it is written.
 */
export const slackAttachStringTemplate = definePublisher(`${place}AttachStringTemplate`, (alert, publication) => {
  const template = alert.context['slack_message_template'] ?? '[MISSING TEMPLATE]';
  const values = publication[previousKey];
  const text = fillTemplate(plainText(template), isJsonObject(values) ? values : publication);
  return attach(publication, { color: '#ffb400', text: escapeText(text) });
});

/** As Python's `str.format` reads it: doubled braces are braces. */
function fillTemplate(template: string, values: JsonObject): string {
  return template.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (text, name: string | undefined) => {
    if (name === undefined) return text.charAt(0);
    const found = name
      .split(/[.[\]]+/)
      .filter((step) => step !== '')
      .reduce<Json | undefined>((value, step) => ownValue(value, step), values);
    return found === undefined || name === '' ? text : plainText(found);
  });
}

function ownValue(container: Json | undefined, key: string): Json | undefined {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key)) return undefined;
  return (container as JsonObject)[key];
}

/** Characters of a block: Slack takes 4,000 of a text, less the marks around it. */
const longestBlock = 3990;

/** Adds the whole record, in as many attachments as it takes, and where it came from. */
export const slackAttachFullRecord = definePublisher(`${place}AttachFullRecord`, (alert, publication) => {
  const blocks = blocksOf(escapeText(prettyJson(alert.record)));
  const service = alert.sourceService;
  return blocks.reduce((before, block, at) => {
    const isFirst = at === 0;
    const isLast = at === blocks.length - 1;
    return attach(before, {
      fallback: '',
      color: '#7b0051',
      author_name: isFirst ? alert.sourceEntity : '',
      title: isFirst ? 'Record' : '',
      text: `\`\`\`\n${block}\n\`\`\``,
      fields: isLast ? [{ title: 'Alert Id', value: alert.id }] : [],
      footer: isLast ? `via <https://console.aws.amazon.com/${service}/home|${service}>` : '',
      footer_icon: '',
      mrkdwn_in: ['text'],
    });
  }, publication);
});

/** Cut between lines; a line that is too long by itself is cut, too. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let length = 0;
  const close = (): void => {
    if (block.length > 0) blocks.push(block.join('\n'));
    [block, length] = [[], 0];
  };
  for (const line of text.split('\n').flatMap(pieces)) {
    if (length + line.length > longestBlock) close();
    block.push(line);
    length += line.length + 1;
  }
  close();
  return blocks;
}

/** A surrogate pair, or one of the marks that stand for `&`, `<` and `>`, is not cut in two. */
const pieces = (line: string): string[] =>
  line.length <= longestBlock ? [line] : (line.match(/(?:&(?:amp|lt|gt);|.){1,790}/gsu) ?? []);

function attach(publication: Publication, attachment: JsonObject): Publication {
  const before = publication[attachmentsKey];
  return {
    ...publication,
    [attachmentsKey]: [...(Array.isArray(before) ? (before as readonly Json[]) : []), attachment],
  };
}

/** The three characters that are markup. @see https://api.slack.com/reference/surfaces/formatting#escaping */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
