import { customAlarms } from '../alarms.ts';
import type { BuildContext } from '../build-context.ts';
import { queueWithDeadLetters } from '../queue.ts';
import { getAtt, type Template } from '../template.ts';
import { sharedBuckets } from './buckets.ts';
import { sharedHistory } from './history.ts';
import { sharedKeys } from './keys.ts';
import { sharedTables } from './tables.ts';
import { sharedTopics } from './topics.ts';

/** Everything that keeps data, and the queues between functions. Nothing of it goes when the stack goes. */
export function sharedStack(context: BuildContext): Template {
  const { names, deployment } = context;
  const key = getAtt('QueuesKey', 'Arn');
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'StreamAlert: what all functions share. Keys, buckets, tables, queues, history.',
    Resources: {
      ...sharedKeys(context),
      ...sharedTopics(context),
      ...sharedBuckets(context),
      ...sharedTables(context),
      ...queueWithDeadLetters(context, 'ClassifiedQueue', names.queues.classified, {
        functionTimeout: deployment.functions.rulesEngine.timeout,
        key,
      }),
      ...queueWithDeadLetters(context, 'DispatchQueue', names.queues.dispatch, {
        functionTimeout: deployment.functions.alertProcessor.timeout,
        key,
      }),
      ...sharedHistory(context),
      // On the classifiers of all clusters together, so that no cluster's stack has them.
      ...customAlarms(context, deployment.functions.classifiers.custom_metric_alarms),
    },
  };
}
