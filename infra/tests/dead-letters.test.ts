import { describe, expect, it } from 'vitest';
import { buildStacks, deadLetterQueues } from '../src/index.ts';
import { type Files, loadFiles, stacksOf, withInfrastructure, withModules } from './helpers/conf.ts';

const queuesOf = async (...files: readonly Files[]) => deadLetterQueues(buildStacks(await loadFiles(...files)));

describe('the dead-letter queues of a deployment', () => {
  it('are those of its queues and streams, with the function that could not process what is in them', async () => {
    const found = await queuesOf(
      withModules({ kinesis: { streams: { stream_name: 'audit' } }, kinesis_events: { enabled: true } }),
    );

    expect(found).toStrictEqual([
      {
        name: 'acme_streamalert_classified_logs_dead_letters',
        region: 'us-east-1',
        function: 'acme_streamalert_rules_engine',
        source: { kind: 'queue', name: 'acme_streamalert_classified_logs' },
      },
      {
        name: 'acme_streamalert_alert_dispatch_dead_letters',
        region: 'us-east-1',
        function: 'acme_streamalert_alert_processor',
        source: { kind: 'queue', name: 'acme_streamalert_alert_dispatch' },
      },
      {
        name: 'acme_streamalert_alert_merger_dead_letters',
        region: 'us-east-1',
        function: 'acme_streamalert_alert_merger',
        source: { kind: 'table', name: 'alerts' },
      },
      {
        name: 'acme_prod_streamalert_objects_dead_letters',
        region: 'us-east-1',
        function: 'acme_prod_streamalert_classifier',
        source: { kind: 'queue', name: 'acme_prod_streamalert_objects' },
      },
      {
        name: 'audit_dead_letters',
        region: 'us-east-1',
        function: 'acme_prod_streamalert_classifier',
        source: { kind: 'stream', name: 'audit' },
      },
    ]);
  });

  it('have the names that conf/ gives', async () => {
    const found = await queuesOf(withInfrastructure({ classifier_sqs: { use_prefix: false } }));

    expect(found[0]?.name).toBe('streamalert_classified_logs_dead_letters');
  });

  it('are all queues whose names say so', async () => {
    const files = withModules({ kinesis: { streams: {} }, kinesis_events: { enabled: true } });
    const stacks = await stacksOf(files);

    const named = stacks
      .ofType('AWS::SQS::Queue')
      .map(({ resource }) => String(resource.Properties?.['QueueName']))
      .filter((name) => name.endsWith('_dead_letters'));

    expect((await queuesOf(files)).map(({ name }) => name).toSorted()).toStrictEqual(named.toSorted());
  });
});
