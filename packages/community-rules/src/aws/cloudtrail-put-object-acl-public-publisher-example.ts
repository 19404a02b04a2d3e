import { dataHasValueFromSubstringList, defineCloudTrailRule } from '@streamalert/rules-sdk';
import {
  addRecord,
  pagerdutyAsCustomDetails,
  pagerdutyPrettyPrintArrays,
  pagerdutyShortenTitle,
  populateFields,
  slackAttachFullRecord,
  slackAttachRuleInfo,
  slackSummary,
} from '@streamalert/rules-sdk/publishers';
import { steps } from '../steps.ts';
import { publicGroups } from './public-groups.ts';

export const cloudtrailPutObjectAclPublicPublisherExample = defineCloudTrailRule({
  id: 'cloudtrail_put_object_acl_public_publisher_example',
  description:
    'An example: says with publishers what Slack and PagerDuty show of an alert. It fires when an object in S3 is made public from one address.\nFalse positive: every such call from that address, on purpose.',
  where: { eventName: 'PutObjectAcl', sourceIPAddress: '1.2.3.4' },
  requires: ['requestParameters'],
  when: ({ requestParameters }) => dataHasValueFromSubstringList(requestParameters ?? undefined, publicGroups),
  context: { populate_fields: ['userName', 'sourceIPAddress', 'eventTime', 'eventName', 'eventSource', 'bucketName'] },
  outputs: ['slack:sample-channel', 'pagerduty:sample-integration'],
  publishers: {
    slack: [slackSummary, slackAttachRuleInfo, slackAttachFullRecord],
    pagerduty: [addRecord, populateFields, pagerdutyPrettyPrintArrays, pagerdutyShortenTitle, pagerdutyAsCustomDetails],
  },
  severity: 'low',
  tags: ['aws', 's3', 'example'],
  attack: [{ tactic: 'TA0009', technique: 'T1530' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps('See what arrived in Slack and PagerDuty.', 'Write a rule of your own in the same way.'),
});
