import { describe, expect, it } from 'vitest';
import { makeProject, runCli } from './helpers/cli.ts';

describe('streamalert schema', () => {
  it('proposes a schema file that validates and takes the samples', async () => {
    const cwd = makeProject({
      'vpn.jsonl': '{"user":"ann","port":22}\n{"user":"bob","port":"80","note":null}\n',
      'conf/clusters/prod.json': { id: 'prod', classifier_config: {}, data_sources: { s3: { bucket: ['vpn'] } } },
    });

    const inferred = await runCli(['schema', 'infer', 'vpn.jsonl', '--name', 'vpn:login'], { cwd });

    expect([inferred.code, JSON.parse(inferred.stdout), inferred.stderr]).toStrictEqual([
      0,
      {
        'vpn:login': {
          parser: 'json',
          schema: { note: 'string', port: 'string', user: 'string' },
          configuration: { optional_top_level_keys: ['note'] },
        },
      },
      'Founded on 2 records.\n',
    ]);
  });

  it('proposes nothing for data that is no JSON', async () => {
    const cwd = makeProject({ 'a.log': '{"a":1}\nb\n' });

    const { code, stderr } = await runCli(['schema', 'infer', 'a.log'], { cwd });

    expect([code, stderr]).toStrictEqual([
      2,
      'streamalert: a.log, record 2 is not JSON: log types are proposed for JSON alone\n',
    ]);
  });

  it('tells which of the log types that take a sample decides, why, and where it matters', async () => {
    const cwd = makeProject({
      'sample.json': { badge: 'a', door: 7 },
      'conf/clusters/prod.json': { id: 'prod', classifier_config: {}, data_sources: { s3: { bucket: ['door'] } } },
      'conf/schemas/door.json': {
        'door:swipe': { parser: 'json', schema: { badge: 'string', door: 'integer' }, configuration: { priority: 2 } },
        'door:vault': {
          parser: 'json',
          schema: { badge: 'string', door: 'integer' },
          configuration: { priority: 1, log_patterns: { badge: ['a*'] } },
        },
      },
    });

    const { code, stdout } = await runCli(['schema', 'overlaps', 'sample.json'], { cwd });

    expect(code).toBe(0);
    expect(stdout.split('\n')).toStrictEqual([
      'door:vault, door:swipe',
      '  1 sample, first sample.json:1',
      '  door:vault decides: its priority is 1, that of door:swipe 2',
      '  together at prod/s3:bucket',
      '',
      '1 overlap in 1 sample',
      '',
    ]);
  });
});
