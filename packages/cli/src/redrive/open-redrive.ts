import type { DeadLetterOffice } from '@streamalert/aws/dead-letters';
import { type DeadLetterQueue, deadLetterQueues } from '@streamalert/infra';
import type { Context } from '../context.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { UsageError } from '../errors.ts';

/** The dead-letter queues of the deployment that `conf` describes. */
export interface Redrive {
  readonly queues: readonly DeadLetterQueue[];
  /** @throws UsageError when the deployment has none of this name. */
  find(name: string): DeadLetterQueue;
  readonly office: DeadLetterOffice;
}

/** Opens them for `work`; `undefined` when the configuration has errors, which are printed. */
export async function withRedrive<T>(
  conf: string,
  context: Context,
  work: (redrive: Redrive) => Promise<T>,
): Promise<T | undefined> {
  const deployment = await openDeployment(conf, context);
  if (deployment === undefined) return undefined;
  const queues = deadLetterQueues(deployment.stacks);
  await connect(deployment);
  // The clients of AWS take a while to load, which other commands need not wait for.
  const { openDeadLetterOffice } = await import('@streamalert/aws/dead-letters');
  const office = openDeadLetterOffice({ region: deployment.region });
  try {
    return await work({ queues, office, find: (name) => findIn(queues, name) });
  } finally {
    office.close();
  }
}

function findIn(queues: readonly DeadLetterQueue[], wanted: string): DeadLetterQueue {
  const found = queues.find(
    ({ name, source }) => name === wanted || (source.kind !== 'table' && source.name === wanted),
  );
  if (found !== undefined) return found;
  const names = queues.map(({ name }) => name).join(', ');
  throw new UsageError(`the deployment has no dead-letter queue ${wanted}; it has ${names}`);
}
