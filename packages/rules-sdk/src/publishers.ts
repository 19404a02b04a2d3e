export { builtInPublishers } from './publishers/built-in.ts';
export { defaultPublication, defaultPublisher } from './publishers/default-publication.ts';
export { defineDemistoClassification, demistoClassification } from './publishers/demisto.ts';
export {
  addRecord,
  blank,
  defineStringifyArrays,
  enumerateFields,
  populateFields,
  removeFields,
  removeInternalFields,
  removeStreamalertNormalization,
  stringifyArrays,
} from './publishers/generic.ts';
export {
  definePagerDutyImage,
  type PagerDutyImage,
  pagerdutyAsCustomDetails,
  pagerdutyAttachImage,
  pagerdutyHighUrgency,
  pagerdutyLowUrgency,
  pagerdutyPrettyPrintArrays,
  pagerdutyShortenTitle,
} from './publishers/pagerduty.ts';
export {
  defineSlackSummary,
  type SlackSummaryOptions,
  slackAttachFullRecord,
  slackAttachPublication,
  slackAttachRuleInfo,
  slackAttachStringTemplate,
  slackSummary,
} from './publishers/slack.ts';
