import { expect, it } from 'vitest';
import { stacksOf, withModules } from './helpers/conf.ts';

const alarm = (metric_name: string) => ({
  metric_name,
  comparison_operator: 'GreaterThanThreshold',
  evaluation_periods: 1,
  period: 300,
  threshold: 10,
});

it('makes an alarm of each that conf/ has, also where names differ in punctuation alone', async () => {
  const stacks = await stacksOf(
    withModules({}, { custom_metric_alarms: { 'of prod': alarm('Classifier-FailedParses-PROD') } }),
    {
      'lambda.json': {
        classifier_config: {
          custom_metric_alarms: {
            'no-parse': alarm('Classifier-FailedParses'),
            no_parse: alarm('Classifier-TotalRecords'),
          },
        },
        rules_engine_config: { custom_metric_alarms: { alerts: alarm('RulesEngine-TriggeredAlerts') } },
      },
    },
  );

  const custom = stacks
    .ofType('AWS::CloudWatch::Alarm')
    .filter(
      ({ resource }) =>
        resource.Properties?.['Namespace'] === 'StreamAlert' && resource.Properties['Dimensions']?.toString() === '',
    )
    .map(({ stack, id, resource: { Properties = {} } }) => [
      stack,
      id,
      Properties['AlarmName'],
      Properties['MetricName'],
    ]);

  expect(custom).toStrictEqual([
    ['shared', 'NoParseCustomAlarm', 'no-parse', 'Classifier-FailedParses'],
    ['shared', expect.stringMatching(/^NoParseCustomAlarm[0-9a-f]{8}$/), 'no_parse', 'Classifier-TotalRecords'],
    ['rules-engine', 'AlertsCustomAlarm', 'alerts', 'RulesEngine-TriggeredAlerts'],
    ['cluster-prod', 'OfProdCustomAlarm', 'of prod', 'Classifier-FailedParses-PROD'],
  ]);
});
