export { builtInPublishers, defaultPublication } from '@streamalert/rules-sdk/publishers';
export type { AttemptOptions } from './attempt.ts';
export type { AwsAccess, AwsCredentials } from './aws/support/access.ts';
export { defaultRetryPolicy, type RetryPolicy } from './backoff.ts';
export { checkOutputs } from './check-outputs.ts';
export { type ComposedPublication, composePublication } from './compose-publication.ts';
export type {
  CredentialField,
  Delivery,
  Output,
  OutputService,
  SendResult,
  SettingsProblem,
  SettingValue,
} from './contract.ts';
export { defineOutput, defineService } from './define.ts';
export { elide } from './elide.ts';
export {
  CredentialsUnreadableError,
  DuplicateServiceError,
  NotOurFileError,
  PublicationError,
  PublisherError,
} from './errors.ts';
export { resultOfAnswer } from './http-answer.ts';
export { type AlertProcessor, type AlertProcessorOptions, createAlertProcessor } from './processor.ts';
export { createRedactor } from './redact.ts';
export { ocsfFinding } from './render/ocsf.ts';
export type { OutputResources } from './resources.ts';
export { type ConsoleOptions, console, consoleService } from './services/console.ts';
export { file, fileService } from './services/file.ts';
export { type HistoryOutputOptions, historyOutputService } from './services/history.ts';
export { slack, slackService } from './services/slack.ts';
export { type WebhookSettings, webhook, webhookService } from './services/webhook.ts';
export { createOutputs, outputServices } from './services.ts';
