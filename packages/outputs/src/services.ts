// Written by tools/generate-outputs.ts: npm run generate
import { awsCloudwatchLog, awsCloudwatchLogService } from './aws/aws-cloudwatch-log.ts';
import { awsEventbridge, awsEventbridgeService } from './aws/aws-eventbridge.ts';
import { awsFirehose, awsFirehoseService } from './aws/aws-firehose.ts';
import { awsLambda, awsLambdaService } from './aws/aws-lambda.ts';
import { awsLambdaV2, awsLambdaV2Service } from './aws/aws-lambda-v2.ts';
import { awsS3, awsS3Service } from './aws/aws-s3.ts';
import { awsSecurityHub, awsSecurityHubService } from './aws/aws-security-hub.ts';
import { awsSes, awsSesService } from './aws/aws-ses.ts';
import { awsSns, awsSnsService } from './aws/aws-sns.ts';
import { awsSqs, awsSqsService } from './aws/aws-sqs.ts';
import type { Output, OutputService } from './contract.ts';
import type { OutputResources } from './resources.ts';
import { carbonblack, carbonblackService } from './services/carbonblack.ts';
import { console, consoleService } from './services/console.ts';
import { demisto, demistoService } from './services/demisto.ts';
import { discord, discordService } from './services/discord.ts';
import { elasticsearch, elasticsearchService } from './services/elasticsearch.ts';
import { email, emailService } from './services/email.ts';
import { file, fileService } from './services/file.ts';
import { github, githubService } from './services/github.ts';
import { googleChat, googleChatService } from './services/google-chat.ts';
import { jira, jiraService } from './services/jira.ts';
import { jiraV2, jiraV2Service } from './services/jira-v2.ts';
import { komand, komandService } from './services/komand.ts';
import { opsgenie, opsgenieService } from './services/opsgenie.ts';
import { pagerduty, pagerdutyService } from './services/pagerduty.ts';
import { pagerdutyIncident, pagerdutyIncidentService } from './services/pagerduty-incident.ts';
import { pagerdutyV2, pagerdutyV2Service } from './services/pagerduty-v2.ts';
import { phantom, phantomService } from './services/phantom.ts';
import { servicenow, servicenowService } from './services/servicenow.ts';
import { slack, slackService } from './services/slack.ts';
import { slackBot, slackBotService } from './services/slack-bot.ts';
import { splunkHec, splunkHecService } from './services/splunk-hec.ts';
import { teams, teamsService } from './services/teams.ts';
import { thehive, thehiveService } from './services/thehive.ts';
import { victorops, victoropsService } from './services/victorops.ts';
import { webhook, webhookService } from './services/webhook.ts';

/** Every service of this package, in order of name. */
export const outputServices: readonly OutputService[] = [
  awsCloudwatchLogService,
  awsEventbridgeService,
  awsFirehoseService,
  awsLambdaService,
  awsLambdaV2Service,
  awsS3Service,
  awsSecurityHubService,
  awsSesService,
  awsSnsService,
  awsSqsService,
  carbonblackService,
  consoleService,
  demistoService,
  discordService,
  elasticsearchService,
  emailService,
  fileService,
  githubService,
  googleChatService,
  jiraService,
  jiraV2Service,
  komandService,
  opsgenieService,
  pagerdutyService,
  pagerdutyIncidentService,
  pagerdutyV2Service,
  phantomService,
  servicenowService,
  slackService,
  slackBotService,
  splunkHecService,
  teamsService,
  thehiveService,
  victoropsService,
  webhookService,
];

/** An output of every service, in order of name. */
export function createOutputs(resources: OutputResources): readonly Output[] {
  return [
    awsCloudwatchLog(resources),
    awsEventbridge(resources),
    awsFirehose(resources),
    awsLambda(resources),
    awsLambdaV2(resources),
    awsS3(resources),
    awsSecurityHub(resources),
    awsSes(resources),
    awsSns(resources),
    awsSqs(resources),
    carbonblack(resources),
    console(resources),
    demisto(resources),
    discord(resources),
    elasticsearch(resources),
    email(resources),
    file(resources),
    github(resources),
    googleChat(resources),
    jira(resources),
    jiraV2(resources),
    komand(resources),
    opsgenie(resources),
    pagerduty(resources),
    pagerdutyIncident(resources),
    pagerdutyV2(resources),
    phantom(resources),
    servicenow(resources),
    slack(resources),
    slackBot(resources),
    splunkHec(resources),
    teams(resources),
    thehive(resources),
    victorops(resources),
    webhook(resources),
  ];
}
