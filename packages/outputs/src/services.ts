import type { OutputService } from './contract.ts';
import { consoleService } from './services/console.ts';
import { fileService } from './services/file.ts';
import { slackService } from './services/slack.ts';
import { webhookService } from './services/webhook.ts';

/** Every service of this package, in order of name. */
export const outputServices: readonly OutputService[] = [consoleService, fileService, slackService, webhookService];
