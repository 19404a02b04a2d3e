import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** A rule repo with generated types. Every misuse is expected to be an error; one that compiles is reported. */
const program = `
import { all, defineCloudTrailRule, defineRule, getFirstKey, type Matcher } from '@streamalert/rules-sdk';

declare module '@streamalert/rules-sdk' {
  interface LogTypes {
    'vpn:login': { action: string; port?: number };
    'vpn:logout': { reason: string };
  }
}

const base = { id: 'a', description: 'b' };
const anything: Matcher = (event) => event.cluster === 'prod';
const logins: Matcher<'vpn:login'> = ({ record }) => record.port === 22;

defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => record.action === 'login' && (record.port ?? 0) > 1024 });
defineRule({ ...base, logs: ['vpn:login'], matchers: [anything, logins, all(anything, anything)] });
defineRule({ ...base, logs: ['vpn:login', 'vpn:logout'], when: (event) => event.logType === 'vpn:login' && event.record.action === 'x' });
defineRule({ ...base, datatypes: ['ip_address'], when: (event) => event.normalized('ip_address').includes('192.0.2.1') });
defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => getFirstKey(record, 'action') === 'login' });
defineRule({ ...base, logs: ['vpn:login'], whereByLog: { 'vpn:login': { action: 'login' } } });
defineCloudTrailRule({ ...base, where: { eventName: 'StopLogging' }, when: ({ userIdentity }) => userIdentity?.type === 'Root' });

// @ts-expect-error: neither logs nor datatypes
defineRule({ ...base });
// @ts-expect-error: no such log type
defineRule({ ...base, logs: ['vpn:logni'] });
// @ts-expect-error: no such option
defineRule({ ...base, logs: ['vpn:login'], sevrity: 'high' });
// @ts-expect-error: no such severity
defineRule({ ...base, logs: ['vpn:login'], severity: 'dire' });
// @ts-expect-error: an output without descriptor
defineRule({ ...base, logs: ['vpn:login'], outputs: ['slack'] });
// @ts-expect-error: half of merge
defineRule({ ...base, logs: ['vpn:login'], merge: { by: ['user'] } });
// @ts-expect-error: no such field in the record
defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => record.reason === 'x' });
// @ts-expect-error: a truthy answer that is no verdict
defineRule({ ...base, logs: ['vpn:login'], when: () => 'yes' });
// @ts-expect-error: a matcher of another log type
defineRule({ ...base, logs: ['vpn:logout'], matchers: [logins] });
// @ts-expect-error: log types are given
defineCloudTrailRule({ ...base, logs: ['vpn:login'] });
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
