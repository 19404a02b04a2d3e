import type { LogTypeSchema, OutputDescriptor } from '@streamalert/config';
import type { OutputName } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { checkRules, type LoadedRule, type RuleContext } from '../src/index.ts';
import { rule } from './helpers/records.ts';

const schema = (name: string): LogTypeSchema => ({
  name,
  parser: 'json',
  fields: [],
  file: 'conf/schemas/vpn.json',
  configuration: {
    jsonPath: [],
    embeddedJson: false,
    envelopeKeys: [],
    optionalEnvelopeKeys: [],
    optionalTopLevelKeys: [],
    logPatterns: [],
    normalization: [['ip_address', []]],
  },
});
const output: OutputDescriptor = { service: 'slack', descriptor: 'soc' };
const config: RuleContext = {
  logTypes: [schema('vpn:login')],
  outputs: new Map<OutputName, OutputDescriptor>([['slack:soc', output]]),
};
const check = (options: Parameters<typeof rule>[0], packed?: true) => {
  const loaded: LoadedRule = {
    rule: rule(options),
    file: 'rules/a.ts',
    exportName: 'a',
    contentHash: '',
    ...(packed && { packed }),
  };
  return checkRules(config, { rules: [loaded], publishers: [], issues: [] }).map(({ pointer, message, severity }) => [
    pointer,
    message,
    severity,
  ]);
};

describe('checkRules', () => {
  it('accepts what is configured, and history', () => {
    expect(check({ datatypes: ['ip_address'], outputs: ['slack:soc', 'aws-firehose:alerts'] })).toStrictEqual([]);
  });

  it('warns of a log type without schema beside others, and suggests the right name', () => {
    expect(check({ logs: ['vpn:login', 'vpn:logni'] })).toStrictEqual([
      ['/a/logs/1', 'rule "always": log type "vpn:logni" has no schema; did you mean "vpn:login"?', 'warning'],
    ]);
  });

  it('rejects a rule that can never run', () => {
    expect(check({ logs: ['okta:logevents'] })).toStrictEqual([
      ['/a/logs/0', 'rule "always": log type "okta:logevents" has no schema', 'error'],
    ]);
  });

  it('rejects outputs that are not configured, and warns of normalized types that nothing gives', () => {
    expect(check({ outputs: ['slack:sco'], datatypes: ['hostname'] })).toStrictEqual([
      ['/a/datatypes/0', 'rule "always": no schema normalizes "hostname"', 'warning'],
      ['/a/outputs/0', 'rule "always": output "slack:sco" is not configured; did you mean "slack:soc"?', 'error'],
    ]);
  });

  it('takes rules of a pack for log sources that are not there', () => {
    expect(check({ logs: ['okta:logevents'], datatypes: ['hostname'], outputs: ['slack:sco'] }, true)).toStrictEqual([
      ['/a/outputs/0', 'rule "always": output "slack:sco" is not configured; did you mean "slack:soc"?', 'note'],
    ]);
  });
});
