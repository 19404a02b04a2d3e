import { fileURLToPath } from 'node:url';
import { alertId } from '@streamalert/core';
import { ruleMark } from '@streamalert/rules-sdk';
import { expect, it } from 'vitest';
import { createRulesEngine, loadRules } from '../src/index.ts';
import { classified, countingClock } from './helpers/records.ts';

const file = fileURLToPath(new URL('contract/rules-of-0.1.mjs', import.meta.url));

it('runs rules that were built with another copy, and the SDK of 0.1', async () => {
  const { rules, publishers, issues } = await loadRules([file]);
  const engine = createRulesEngine({
    rules: rules.map(({ rule }) => rule),
    defaultOutputs: ['console:stdout'],
    clock: countingClock(),
  });
  const login = {
    action: 'login',
    port: 22,
    address: '198.51.100.7',
    user: { name: 'mia' },
    streamalert_normalization: { ip_address: [{ function: 'source', values: ['198.51.100.7'] }] },
  };
  const trail = { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com', requestParameters: { name: 'a' } };

  const { alerts, failures } = await engine.evaluate([
    classified(login, { id: 'payload.0.0' }),
    classified({ ...login, address: '192.0.2.7' }),
    classified({ detail: trail }, { log_schema_type: 'cloudwatch:events' }),
    classified({ ...trail, requestParameters: null }, { log_schema_type: 'cloudtrail:events' }),
  ]);

  expect([issues, failures, publishers.map(({ name }) => name)]).toStrictEqual([[], [], ['short_of_0_1']]);
  expect(rules.map(({ rule }) => [rule.id, rule[ruleMark]])).toStrictEqual([
    ['every_option', 1],
    ['trail_stopped', 1],
  ]);
  expect(alerts).toStrictEqual([
    {
      id: alertId('every_option', 'payload.0.0'),
      ruleName: 'every_option',
      record: login,
      outputs: ['aws-firehose:alerts', 'jira:mia', 'slack:soc'],
      created: expect.any(Number),
      cluster: 'prod',
      logSource: 'vpn:login',
      logType: 'json',
      sourceService: 's3',
      sourceEntity: 'acme.logs',
      ruleDescription: 'Uses every option that a rule of 0.1 may have.',
      context: { a: 1, b: 2 },
      publishers: { 'slack:soc': ['short_of_0_1'] },
      mergeByKeys: ['name'],
      mergeWindowMinutes: 5,
      staged: false,
      severity: 'high',
      title: 'mia',
      tags: ['vpn'],
      attack: [{ tactic: 'TA0001', technique: 'T1078' }],
      references: ['https://example.com'],
      runbook: 'Ask.',
      owner: 'soc',
    },
    expect.objectContaining({ ruleName: 'trail_stopped', outputs: ['aws-firehose:alerts', 'console:stdout'] }),
  ]);
});
