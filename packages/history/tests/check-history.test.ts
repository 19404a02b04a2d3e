import { describe, expect, it } from 'vitest';
import { checkHistory } from '../src/index.ts';
import { configOf, logType } from './helpers/config.ts';

describe('checkHistory', () => {
  it('finds nothing wrong with ordinary log types', () => {
    const config = configOf(logType('vpn:login', [['user', { kind: 'string' }]]), logType('vpn:logout', []));

    expect(checkHistory(config)).toStrictEqual([]);
  });

  it('reports log types that would share a table', () => {
    const config = configOf(logType('vpn:log:in', []), logType('vpn:log_in', []), logType('alerts', []));

    expect(checkHistory(config)).toStrictEqual([
      {
        file: 'conf/schemas/vpn.json',
        pointer: '/vpn:log_in',
        message: 'its history table would be "vpn_log_in", which is the table of vpn:log:in; choose another name',
        severity: 'error',
      },
      {
        file: 'conf/schemas/alerts.json',
        pointer: '/alerts',
        message: 'its history table would be "alerts", which is the table of the alerts; choose another name',
        severity: 'error',
      },
    ]);
  });

  it('reports renamed columns of fields, nested fields and envelope keys', () => {
    const clash = [
      ['a/b', { kind: 'string' }],
      ['a_b', { kind: 'string' }],
    ] as const;
    const config = configOf(
      logType('vpn:login', [...clash, ['inner', { kind: 'struct', fields: clash }]], { envelopeKeys: clash }),
    );

    expect(checkHistory(config).map(({ pointer, message, severity }) => [pointer, message, severity])).toStrictEqual(
      ['/vpn:login/schema/a~1b', '/vpn:login/schema/inner/a~1b', '/vpn:login/configuration/envelope_keys/a~1b'].map(
        (pointer) => [pointer, 'its history column is "a_b_2", as the plain name is taken', 'warning'],
      ),
    );
  });
});
