import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** A rule repo with generated types. Every misuse is expected to be an error; one that compiles is reported. */
const program = `
import { all, defineCloudTrailRule, definePublisher, defineRule, getFirstKey, type Json, type JsonObject, type Matcher, type RuleEvent } from '@streamalert/rules-sdk';

declare module '@streamalert/rules-sdk' {
  interface LogTypes {
    'vpn:login': { action: string; port?: number; user: { name: string | null; groups?: readonly Json[] } | null; extra: JsonObject | null };
    'vpn:logout': { reason: string; user: { name: string | null } | null };
  }
  interface ConfiguredOutputs { 'slack:soc': unknown; 'jira:triage': unknown }
  interface NormalizedTypes { ip_address: unknown }
  interface ConfiguredLookupTables { owners: unknown; hosts: unknown }
  interface LookupTables { hosts: { readonly owner: string } }
}

const base = { id: 'a', description: 'b' };
const anything: Matcher = (event) => event.cluster === 'prod';
const logins: Matcher<'vpn:login'> = ({ record }) => record.port === 22;
const named = (event: RuleEvent<'vpn:login'>): event is RuleEvent<'vpn:login'> & { readonly record: { readonly user: { readonly name: string } } } =>
  typeof event.record.user?.name === 'string';
const short = definePublisher('short', () => ({}));

defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => record.action === 'login' && (record.port ?? 0) > 1024 });
defineRule({ ...base, logs: ['vpn:login'], matchers: [anything, logins, all(anything, anything)] });
defineRule({ ...base, logs: ['vpn:login'], matchers: [({ record }) => record.port === 22] });
defineRule({ ...base, logs: ['vpn:login'], matchers: [anything, named], when: ({ record }) => record.user.name.startsWith('a') });
defineRule({ ...base, logs: ['vpn:login'], requires: ['port', 'user.groups'], when: ({ record }) => record.port > 1024 && record.user.groups.length > 0 });
defineRule({ ...base, logs: ['vpn:login'], requires: ['extra.deep.down'], when: ({ record }) => getFirstKey(record.extra, 'down') !== null });
defineRule({ ...base, logs: ['vpn:login', 'vpn:logout'], when: (event) => event.logType === 'vpn:login' && event.record.action === 'x' });
defineRule({ ...base, logs: ['vpn:login', 'vpn:logout'], where: { 'user.name': ['mia', null] }, when: ({ record }) => record.user !== null });
defineRule({ ...base, datatypes: ['ip_address'], when: (event) => event.normalized('ip_address').includes('192.0.2.1') });
defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => getFirstKey(record, 'action') === 'login' });
defineRule({ ...base, logs: ['vpn:login'], where: { action: 'login', port: [22, 23], 'extra.deep.down': true } });
defineRule({ ...base, logs: ['vpn:login'], whereByLog: { 'vpn:login': { action: 'login' } } });
defineRule({ ...base, logs: ['vpn:login'], outputs: ['slack:soc', 'aws-firehose:alerts'], publishers: { slack: short, 'jira:triage': [short] } });
defineRule({ ...base, logs: ['vpn:login'], context: { populate_fields: ['user'] }, dynamicOutputs: async ({ record }) => (record.port === 22 ? ['jira:triage'] : []) });
defineCloudTrailRule({ ...base, where: { eventName: 'StopLogging', 'requestParameters.name': 'a' }, when: ({ userIdentity }) => userIdentity?.type === 'Root' });

defineRule({ ...base, logs: ['vpn:login'], when: async (event) => (await event.lookup('owners', 'a', [])) !== null && (await event.lookup('hosts', 'a'))?.owner === 'mia' });
defineRule({ ...base, logs: ['vpn:login'], when: (event) => event.intel('ip').some(({ source, found }) => source === 'acme' && found !== '') });

// @ts-expect-error: no such lookup table
defineRule({ ...base, logs: ['vpn:login'], when: async (event) => (await event.lookup('onwers', 'a')) === 'mia' });
// @ts-expect-error: the table has other values
defineRule({ ...base, logs: ['vpn:login'], when: async (event) => (await event.lookup('hosts', 'a'))?.team === 'a' });
// @ts-expect-error: neither logs nor datatypes
defineRule({ ...base });
// @ts-expect-error: no such log type
defineRule({ ...base, logs: ['vpn:logni'] });
// @ts-expect-error: no such normalized type
defineRule({ ...base, datatypes: ['ip_adress'] });
// @ts-expect-error: no such option
defineRule({ ...base, logs: ['vpn:login'], sevrity: 'high' });
// @ts-expect-error: no such severity
defineRule({ ...base, logs: ['vpn:login'], severity: 'dire' });
// @ts-expect-error: an output without descriptor
defineRule({ ...base, logs: ['vpn:login'], outputs: ['slack'] });
// @ts-expect-error: an output that is not configured
defineRule({ ...base, logs: ['vpn:login'], outputs: ['slack:sco'] });
// @ts-expect-error: a dynamic output that is not configured
defineRule({ ...base, logs: ['vpn:login'], dynamicOutputs: () => ['slack:sco'] });
// @ts-expect-error: publishers of a service without outputs
defineRule({ ...base, logs: ['vpn:login'], publishers: { pagerduty: short } });
// @ts-expect-error: a publisher by name
defineRule({ ...base, logs: ['vpn:login'], publishers: 'short' });
// @ts-expect-error: half of merge
defineRule({ ...base, logs: ['vpn:login'], merge: { by: ['user'] } });
// @ts-expect-error: the other half of merge
defineRule({ ...base, logs: ['vpn:login'], merge: { windowMinutes: 5 } });
// @ts-expect-error: no such field in the record
defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => record.reason === 'x' });
// @ts-expect-error: a field of one of two log types
defineRule({ ...base, logs: ['vpn:login', 'vpn:logout'], when: ({ record }) => record.reason === 'x' });
// @ts-expect-error: no such field to find the rule by
defineRule({ ...base, logs: ['vpn:login'], where: { acton: 'login' } });
// @ts-expect-error: no such nested field
defineRule({ ...base, logs: ['vpn:login'], where: { 'user.nme': 'mia' } });
// @ts-expect-error: a field that only one of two log types has
defineRule({ ...base, logs: ['vpn:login', 'vpn:logout'], where: { action: 'login' } });
// @ts-expect-error: text where the field is a number
defineRule({ ...base, logs: ['vpn:login'], where: { port: '22' } });
// @ts-expect-error: no such field to require
defineRule({ ...base, logs: ['vpn:login'], requires: ['prot'] });
// @ts-expect-error: an optional field that is not required
defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => record.port > 1024 });
// @ts-expect-error: a field that may be null, and no guard says otherwise
defineRule({ ...base, logs: ['vpn:login'], matchers: [anything], when: ({ record }) => record.user.name === 'a' });
// @ts-expect-error: a truthy answer that is no verdict
defineRule({ ...base, logs: ['vpn:login'], when: () => 'yes' });
// @ts-expect-error: a rule that changes its record
defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => { record.extra!['deep'] = 1; return true; } });
// @ts-expect-error: a matcher of another log type
defineRule({ ...base, logs: ['vpn:logout'], matchers: [logins] });
// @ts-expect-error: log types are given
defineCloudTrailRule({ ...base, logs: ['vpn:login'] });
// @ts-expect-error: no such field of CloudTrail
defineCloudTrailRule({ ...base, where: { evntName: 'StopLogging' } });
`;

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

it.each([
  ['strict', {}],
  ['strict, with exact optional properties', { exactOptionalPropertyTypes: true }],
])('misuse that types can tell does not compile: %s', (_case, options) => {
  const folder = mkdtempSync(join(tmpdir(), 'rule-repo-'));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    typeRoots: [path('../../../node_modules/@types')],
    allowImportingTsExtensions: true,
    paths: { '@streamalert/rules-sdk': [path('../src/index.ts')] },
    ...options,
  };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['rules.ts'] }));
  writeFileSync(join(folder, 'rules.ts'), program);
  const compiler = path('../../../node_modules/typescript7/bin/tsc');

  const compile = () => execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });

  expect(outputOf(compile)).toBe('');
  rmSync(folder, { recursive: true });
});

function outputOf(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}
