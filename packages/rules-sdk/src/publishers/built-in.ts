import type { Publisher } from '../publisher.ts';
import { defaultPublisher } from './default-publication.ts';
import { demistoClassification } from './demisto.ts';
import * as generic from './generic.ts';
import * as pagerduty from './pagerduty.ts';
import * as slack from './slack.ts';

const all: readonly Publisher[] = [
  defaultPublisher,
  generic.addRecord,
  generic.blank,
  generic.removeInternalFields,
  generic.removeFields,
  generic.removeStreamalertNormalization,
  generic.enumerateFields,
  generic.populateFields,
  generic.stringifyArrays,
  slack.slackSummary,
  slack.slackAttachRuleInfo,
  slack.slackAttachPublication,
  slack.slackAttachStringTemplate,
  slack.slackAttachFullRecord,
  pagerduty.pagerdutyShortenTitle,
  pagerduty.pagerdutyAsCustomDetails,
  pagerduty.pagerdutyHighUrgency,
  pagerduty.pagerdutyLowUrgency,
  pagerduty.pagerdutyPrettyPrintArrays,
  pagerduty.pagerdutyAttachImage,
  demistoClassification,
];

/** Publishers that are always there, by the names that 3.5 stores with alerts. */
export const builtInPublishers: ReadonlyMap<string, Publisher> = new Map(
  all.map((publisher) => [publisher.name, publisher]),
);
