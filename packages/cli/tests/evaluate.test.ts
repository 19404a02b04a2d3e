import { describe, expect, it } from 'vitest';
import { makeProject, runCli } from './helpers/cli.ts';
import { lines, makeEvent, trailStopped } from './helpers/cloudtrail.ts';

/** Each command is a process. */
const timeout = 60_000;

const rules = {
  'rules/stop.ts': `
    import { defineCloudTrailRule } from '@streamalert/rules-sdk';
    export const stop = defineCloudTrailRule({
      id: 'stop', description: 'Logging was stopped.', where: { eventName: 'StopLogging' }, severity: 'high',
    });
    export const broken = defineCloudTrailRule({
      id: 'broken', description: 'For tests.', where: { eventName: 'Poison' },
      when: () => { throw new Error('no such field'); },
    });`,
};

const record = (event: unknown, more = {}) => ({
  cluster: 'prod',
  log_schema_type: 'cloudtrail:events',
  record: event,
  service: 's3',
  resource: 'acme.logs',
  data_type: 'json',
  id: 'payload.0.0',
  ...more,
});

describe('evaluate', { timeout }, () => {
  it('turns the lines of classify into alerts as the alerts table has them', async () => {
    const cwd = makeProject({ ...rules, 'a.jsonl': lines(makeEvent(), trailStopped, { nothing: 'known' }) });
    const source = ['--cluster', 'prod', '--source', 's3:prefix.cluster.sample.bucket'];
    const classified = await runCli(['classify', 'a.jsonl', ...source], { cwd });

    const { code, stdout, stderr } = await runCli(['evaluate'], { cwd, stdin: classified.stdout });

    const [alert, ...others] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([code, others]).toStrictEqual([0, []]);
    expect(stderr).toContain('2 records · 1 alert · 1 rejected before, passed over');
    expect(alert).toMatchObject({
      RuleName: 'stop',
      LogSource: 'cloudtrail:events',
      LogType: 'json',
      SourceService: 's3',
      SourceEntity: 'prefix.cluster.sample.bucket',
      Outputs: ['aws-firehose:alerts', 'console:stdout', 'file:alerts'],
      Severity: 'high',
      Staged: false,
    });
    expect(JSON.parse(alert?.['Record'] as string)).toMatchObject({ eventName: 'StopLogging' });
  });

  it('takes queue bodies and events of the queue, with or without a kind, and says what it cannot read', async () => {
    const cwd = makeProject(rules);
    const stdin = [
      JSON.stringify([record(trailStopped, { id: 'a.0.0' }), record(makeEvent(), { id: 'a.0.1' })]),
      JSON.stringify({
        Records: [{ body: JSON.stringify(record(trailStopped, { id: 'b.0.0' })) }, { body: 'not JSON' }, {}],
      }),
      '{"half": ',
      JSON.stringify({ record: trailStopped }),
      JSON.stringify(record(makeEvent({ eventName: 'Poison' }), { id: 'c.0.0' })),
    ].join('\n');

    const { code, stdout, stderr } = await runCli(['evaluate', '-', '--no-isolate'], { cwd, stdin });

    expect([code, stdout.trim().split('\n').length]).toStrictEqual([1, 2]);
    expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toStrictEqual([
      'error  standard input:2   is not JSON',
      'error  standard input:3   is not JSON',
      'error  standard input:4   message 0 of the queue body has no text "cluster"',
      'error  rule broken failed: no such field  record=c.0.0',
    ]);
    expect(stderr).toContain('4 records · 2 alerts · 3 lines unreadable · 1 rule error');
  });

  it('refuses a file that is not there', async () => {
    const { code, stderr } = await runCli(['evaluate', 'none.jsonl'], { cwd: makeProject(rules) });

    expect([code, stderr]).toStrictEqual([2, expect.stringContaining('cannot read none.jsonl: ENOENT')]);
  });
});
