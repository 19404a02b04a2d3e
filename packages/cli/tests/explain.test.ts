import { describe, expect, it } from 'vitest';
import { makeProject, runCli } from './helpers/cli.ts';

const conf = {
  'conf/clusters/prod.json': {
    id: 'prod',
    classifier_config: {},
    data_sources: { s3: { 'my-bucket': ['door'] } },
  },
  'conf/schemas/door.json': {
    'door:swipe': { parser: 'json', schema: { badgeId: 'string', door: 'integer' } },
    'door:alarm': { parser: 'json', schema: { siren: 'string', zone: 'string', at: 'string' } },
  },
  'rules/doors.ts': `
    import { defineRule } from '@streamalert/rules-sdk';
    const about = { description: 'x', logs: ['door:swipe'], outputs: ['console:stdout'] };
    export const vault = defineRule({ ...about, id: 'vault', where: { door: 7 }, severity: 'high' });
    export const lobby = defineRule({ ...about, id: 'lobby', where: { door: [1, 2] } });
    export const night = defineRule({ ...about, id: 'night', when: () => false });`,
};

describe('streamalert explain', () => {
  it('shows what keeps each schema from a record', async () => {
    const cwd = makeProject({ ...conf, 'swipe.json': { badge_id: 'a', door: 7 } });

    const { code, stdout } = await runCli(['explain', '--record', 'swipe.json', '--source', 's3:my-bucket'], { cwd });

    expect(code).toBe(0);
    expect(stdout.split('\n')).toStrictEqual([
      'swipe.json   source s3:my-bucket   cluster prod',
      "  door:swipe   no    missing badgeId; unexpected badge_id (badgeId: same but for case and '_')",
      '  door:alarm   no    3 of 3 keys missing',
      'rejected: nearest is door:swipe (1 of 2 keys)',
      '',
    ]);
  });

  it('names the keys that a log type lets pass', async () => {
    const tolerant = {
      ...conf['conf/clusters/prod.json'],
      classifier_config: { additional_keys: 'keep' },
    };
    const swipe = { badgeId: 'a', door: 7, floor: 2, wing: 'b' };
    const cwd = makeProject({ ...conf, 'conf/clusters/prod.json': tolerant, 'swipe.json': swipe });

    const { stdout } = await runCli(['explain', '--record', 'swipe.json'], { cwd });

    expect(stdout.split('\n').slice(1, 4)).toStrictEqual([
      '  door:swipe   yes   1 of 1 record; kept floor, wing',
      '  door:alarm   no    3 of 3 keys missing',
      'classified as door:swipe: 1 record',
    ]);
  });

  it('goes on with the rules for a record that is classified', async () => {
    const cwd = makeProject(conf);
    const lines = '{"badgeId":"a","door":"1"}\n{"badgeId":"a","door":"7"}\n';

    const { stdout } = await runCli(['explain', '--record', '-', '--number', '2'], { cwd, stdin: lines });

    expect(stdout.split('\n')).toStrictEqual([
      'record 2 of 2 of standard input   source s3:my-bucket   cluster prod',
      '  door:swipe   yes   1 of 1 record',
      '  door:alarm   no    3 of 3 keys missing',
      'classified as door:swipe: 1 record',
      '',
      '3 rules for door:swipe, 1 fired',
      '  lobby   no     door = 7, wants 1 or 2',
      expect.stringMatching(/^ {2}night {3}no {5}its conditions hold; its own code says no/),
      '  vault   fired  door = 7  → console:stdout',
      '    alert  HIGH',
      '',
    ]);
  });

  it('explains a record of the quarantine, as data', async () => {
    const cwd = makeProject({ ...conf, 'in.jsonl': '{"badgeId":"a","door":"front"}\n' });
    await runCli(['run', 'in.jsonl'], { cwd });

    const { code, stdout } = await runCli(['explain', '--rejected', '1', '--format', 'json'], { cwd });

    const explained = JSON.parse(stdout);
    expect([code, explained.classified, explained.schemas[0]]).toStrictEqual([
      0,
      [],
      {
        log_schema_type: 'door:swipe',
        outcome: 'no match',
        items: 1,
        taken: 0,
        obstacle: { kind: 'types', fields: [{ key: 'door', wants: 'integer', found: 'front' }] },
      },
    ]);
  });

  it('says what is wrong with its own options', async () => {
    const cwd = makeProject(conf);

    const results = await Promise.all([
      runCli(['explain'], { cwd }),
      runCli(['explain', '--record', 'absent.json'], { cwd }),
    ]);

    expect(results.map(({ code, stderr }) => [code, stderr])).toStrictEqual([
      [2, 'streamalert: name --record FILE, --rejected ID or --event FILE:N\n'],
      [2, 'streamalert: cannot read absent.json: ENOENT\n'],
    ]);
  });
});
