import { describe, expect, it } from 'vitest';
import { awsCloudwatchLog, awsCloudwatchLogService } from '../src/aws/aws-cloudwatch-log.ts';
import { exampleDelivery } from './helpers/example-alert.ts';
import { makeLogger } from './helpers/factories.ts';
import { code, describePage } from './helpers/page.ts';

describe('aws-cloudwatch-log', () => {
  const send = async (settings?: unknown) => {
    const logger = makeLogger();
    const result = await awsCloudwatchLog({ logger }).send(exampleDelivery('aws-cloudwatch-log', { settings }));
    return { result, entries: logger.entries };
  };

  it('writes the publication to the log', async () => {
    const { result, entries } = await send();
    expect(result).toStrictEqual({ kind: 'sent' });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toContain('New Alert {"alert":{"cluster":"prod"');
  });

  it.each([undefined, 'anything', { format: 'ocsf' }])('takes the configuration %j', (settings) => {
    expect(awsCloudwatchLogService.checkSettings(settings)).toStrictEqual([]);
  });

  it('writes an OCSF finding', async () => {
    expect((await send({ format: 'ocsf' })).entries[0]).toContain('"class_uid":2004');
  });

  describePage(
    awsCloudwatchLogService,
    {
      title: 'The log of the alert processor',
      about:
        'Writes the publication of each alert to the log of the process at the level info: on AWS the log group of the alert processor.',
      vendor: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html'],
      limits: [
        'An entry has 900 KB: what is too large in it is cut. Nothing is written where the level of the log is above info.',
      ],
      repeats: 'A repetition is one more entry; `id` tells it.',
    },
    async () => {
      const [entry = ''] = (await send()).entries;
      return code('json', JSON.stringify(JSON.parse(entry.replace(/^New Alert /, '')), undefined, 2));
    },
  );
});
