import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { confOf35, eventsOf35 } from './helpers/conf-of-3.5.ts';

/** A folder with the configuration and the event files of somebody on 3.5, and none of the rules, which were Python. */
function broughtAlong(): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, confOf35);
  for (const [name, events] of Object.entries(eventsOf35)) writeFiles(cwd, { [join('events', name)]: events });
  return cwd;
}

describe('what a user of 3.5 brings along', () => {
  it('runs event files against the shipped rules as they are', async () => {
    const cwd = broughtAlong();

    const { code, stdout, stderr } = await runCli(
      ['test', 'rules', '--conf', 'conf', '--events', 'events', '--format', 'json'],
      { cwd },
    );

    const report = JSON.parse(stdout);
    expect([code, report.summary, report.issues], stderr).toStrictEqual([0, { total: 6, passed: 6, failed: 0 }, []]);
    expect(
      report.events.map(({ file, index, classified, triggered, expected, warnings }: Record<string, unknown>) => [
        file,
        index,
        classified,
        triggered,
        expected,
        warnings,
      ]),
    ).toStrictEqual(
      Object.entries(eventsOf35)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([file, events]) =>
          events.map((event, at) => {
            const { log, trigger_rules: rules } = event as { log: string; trigger_rules?: readonly string[] };
            const expected = rules === undefined ? { log } : { log, rules };
            return [join('events', file), at + 1, [log], rules ?? [], expected, []];
          }),
        ),
    );
    expect(stderr).toMatch(/\d+ shipped rules that these events do not name did not run\.\n/);
  });

  it('fails the one event that expects another rule, and says why', async () => {
    const cwd = broughtAlong();
    const [wrong] = eventsOf35['aws/cloudtrail_root_account_usage.json'] as readonly object[];
    writeFiles(cwd, { 'events/aws/wrong.json': [{ ...wrong, trigger_rules: ['cloudtrail_put_bucket_acl'] }] });

    const { code, stdout } = await runCli(['test', 'rules', '--events', 'events', '-q'], { cwd });

    expect(code).toBe(1);
    expect(stdout).toContain('unexpected  cloudtrail_root_account_usage fired\n');
    expect(stdout).toContain('decided by  detail.userIdentity.type = "Root"\n');
    expect(stdout).toContain('missing     cloudtrail_put_bucket_acl did not fire\n');
    expect(stdout).toContain('7 events · 6 passed · 1 failed');
  });

  it('validates, and makes types of the schemas', async () => {
    const cwd = broughtAlong();

    const [validated, generated] = await Promise.all([
      runCli(['validate'], { cwd }),
      runCli(['generate', 'types', '--out', '-'], { cwd }),
    ]);

    expect([validated.code, generated.code], validated.stdout).toStrictEqual([0, 0]);
    expect(generated.stdout).toContain("'cloudwatch:events': {\n      readonly account: string | null;\n");
  });
});
