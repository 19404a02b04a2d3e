import type { BatchResponse } from '@streamalert/aws/lambda';
import { readEventMessage, type SqsEventMessage } from '@streamalert/aws/sqs';
import type { QueueBody } from '@streamalert/core';
import { addRuleMetrics, type BodiesEvaluation, EngineStartError } from '@streamalert/rules-engine';
import { compose, type Parts } from './compose.ts';
import type { RulesEngineFunctionConfig } from './function-config.ts';
import { loadSettings } from './settings.ts';

/** What SQS invokes the function with. */
export interface RulesEngineEvent {
  readonly Records?: readonly SqsEventMessage[];
}

/** What Lambda calls. */
export type RulesEngineHandler = (event: RulesEngineEvent) => Promise<BatchResponse>;

/** What the bundle brings beside configuration. */
export interface Bundled {
  /** Folders of rules. */
  readonly modules: readonly string[];
}

/**
 * Makes the handler of the rules engine. Rules are loaded while the function starts; what is wrong with the environment is thrown
 * then. An engine that could not start, or has given up, is made anew for the next invocation.
 *
 * @param start Gives other parts than those on AWS, for tests.
 */
export function createHandler(
  config: RulesEngineFunctionConfig,
  { modules }: Bundled,
  start: () => Promise<Parts> = starter(config, modules),
): RulesEngineHandler {
  const begin = (): Promise<Parts> => {
    const parts = start();
    // Told by the next invocation; without this the process would end before it.
    parts.catch(() => {});
    return parts;
  };
  let parts = begin();
  return async ({ Records: messages = [] }) => {
    const used = parts;
    try {
      return await evaluate(messages, await used);
    } catch (error) {
      if (error instanceof EngineStartError && parts === used) parts = begin();
      throw error;
    }
  };
}

function starter(config: RulesEngineFunctionConfig, modules: readonly string[]): () => Promise<Parts> {
  const settings = loadSettings();
  return () => compose(config, modules, settings);
}

/** Alerts are stored before the messages count as done: an evaluation that is repeated gives the same alerts. */
async function evaluate(messages: readonly SqsEventMessage[], parts: Parts): Promise<BatchResponse> {
  const { engine, alerts, staged, logger, metrics } = parts;
  const read = await Promise.all(messages.map((message) => readBody(message, parts)));
  const bodies = read.flatMap(({ body }) => body ?? []);
  const failed = new Set(read.filter(({ body }) => body === undefined).map(({ messageId }) => messageId));
  if (bodies.length > 0) {
    if (staged !== undefined) engine.stage(await staged.current());
    const evaluation = await engine.evaluateBodies(bodies.map(({ id, text }) => ({ id, text })));
    const unreadable = new Map(
      evaluation.bodies.flatMap(({ id, error }) => (error === undefined ? [] : [[id, error]])),
    );
    for (const { messageId, body } of read) {
      const reason = body === undefined ? undefined : unreadable.get(body.id);
      if (reason === undefined) continue;
      failed.add(messageId);
      logger.error('a message holds no records that can be evaluated', { item: messageId, reason });
    }
    const put = await alerts.put(evaluation.alerts).catch(async (error: unknown) => {
      // The messages come again, and those of the alerts that were stored are recognised then.
      if (parts.customMetrics) metrics.count('RulesEngine-FailedDynamoWrites', evaluation.alerts.length);
      await metrics.flush();
      throw error;
    });
    report(evaluation, put.length, parts);
  }
  await metrics.flush();
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

interface Read {
  readonly messageId: string;
  readonly body?: QueueBody;
}

async function readBody(message: SqsEventMessage, { overflow, logger }: Parts): Promise<Read> {
  const { messageId } = message;
  try {
    return { messageId, body: await readEventMessage(message, overflow) };
  } catch (error) {
    logger.error('a message cannot be read', { item: messageId, reason: (error as Error).message });
    return { messageId };
  }
}

function report(evaluation: BodiesEvaluation, stored: number, parts: Parts): void {
  const { logger, metrics, customMetrics, ruleStatistics } = parts;
  const { failures, intel } = evaluation;
  for (const { rule, recordId, message } of failures) {
    logger.error(`rule ${rule} failed: ${message}`, { ruleName: rule, record: recordId });
  }
  if (intel?.reason !== undefined) {
    logger.error('indicators cannot be looked up: records were evaluated without them', { reason: intel.reason });
  }
  const dimensions = { stage: 'rules-engine' };
  const records = evaluation.bodies.reduce((sum, { records = 0 }) => sum + records, 0);
  metrics.count('received', records, dimensions);
  metrics.count('passed', stored, dimensions);
  metrics.count('failed', failures.length, dimensions);
  if (customMetrics) metrics.count('RulesEngine-TriggeredAlerts', stored);
  if (!ruleStatistics) return;
  for (const [ruleName, rule] of Object.entries(addRuleMetrics([evaluation.metrics]))) {
    logger.info('rule', { ruleName, ...rule });
  }
}
