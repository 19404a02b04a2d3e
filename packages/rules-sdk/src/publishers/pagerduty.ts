import type { Json, JsonObject } from '../json.ts';
import { definePublisher, type Publication, type Publisher } from '../publisher.ts';
import { defineStringifyArrays } from './generic.ts';

/**
 * Layouts of PagerDuty: events of API v1 (`@pagerduty`), of API v2 (`@pagerduty-v2`) and incidents.
 *
 * @see https://developer.pagerduty.com/docs/ZG9jOjExMDI5NTgx-send-an-alert-event
 */
const place = 'publishers.community.pagerduty.pagerduty_layout.';

/** The rule's name alone as title. */
export const pagerdutyShortenTitle = definePublisher(`${place}ShortenTitle`, ({ ruleName }, publication) => ({
  ...publication,
  '@pagerduty-v2.summary': ruleName,
  '@pagerduty-incident.incident_title': ruleName,
  '@pagerduty.description': ruleName,
}));

/** Shows everything that is in the publication so far as details; what is there stays. */
export const pagerdutyAsCustomDetails = definePublisher(`${place}as_custom_details`, (_alert, publication) => {
  const details = Object.fromEntries(Object.entries(publication).filter(([key]) => !key.startsWith('@pagerduty')));
  return { ...publication, '@pagerduty.details': details, '@pagerduty-v2.custom_details': details };
});

/** Wakes somebody up. */
export const pagerdutyHighUrgency = urgency('v2_high_urgency', 'critical', 'high');

/** Can wait for the morning. */
export const pagerdutyLowUrgency = urgency('v2_low_urgency', 'warning', 'low');

function urgency(name: string, severity: string, level: string): Publisher {
  return definePublisher(`${place}${name}`, (_alert, publication) => ({
    ...publication,
    '@pagerduty-v2.severity': severity,
    '@pagerduty-incident.urgency': level,
  }));
}

/** Lists of scalars become text with a line between the values, which PagerDuty shows one below the other. */
export const pagerdutyPrettyPrintArrays = defineStringifyArrays(`${place}PrettyPrintArrays`, '\n\n----------\n\n');

/** An image that is shown with the alert, where it leads, and what it says to those who do not see it. */
export interface PagerDutyImage {
  readonly src: string;
  readonly href: string;
  readonly alt: string;
}

/** Adds an image of one's own; the name is stored with alerts. */
export function definePagerDutyImage(name: string, { src, href, alt }: PagerDutyImage): Publisher {
  return definePublisher(name, (_alert, publication) => ({
    ...publication,
    '@pagerduty-v2.images': added(publication, '@pagerduty-v2.images', { src, href, alt }),
    '@pagerduty.contexts': added(publication, '@pagerduty.contexts', { type: 'image', src }),
  }));
}

function added(publication: Publication, key: string, one: JsonObject): readonly Json[] {
  const before = publication[key];
  return [...(Array.isArray(before) ? (before as readonly Json[]) : []), one];
}

/** Adds the banner of StreamAlert's documentation. */
export const pagerdutyAttachImage = definePagerDutyImage(`${place}AttachImage`, {
  src: 'https://streamalert.io/en/stable/_images/sa-banner.png',
  href: 'https://streamalert.io/en/stable/',
  alt: 'StreamAlert Docs',
});
