import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatIssues, loadConfig } from '@streamalert/config';
import { buildStacks, renderStacks } from '@streamalert/infra';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsTool, awsTool, missingTools } from '../local-aws/aws-tools.ts';
import { type Finished, type RunOptions, run } from '../run.ts';
import { root } from '../workspace.ts';
import { largeConf } from './helpers/large-conf.ts';

const minute = 60_000;
const lacks = await missingTools(['cfn-lint', 'sam', 'checkov']);

describe.skipIf(lacks !== undefined)(`templates${lacks === undefined ? '' : `: ${lacks}`}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-templates-'));
  const templates: string[] = [];

  beforeAll(async () => {
    cpSync(join(root, 'conf'), join(dir, 'conf'), { recursive: true });
    for (const [path, content] of Object.entries(largeConf)) {
      mkdirSync(dirname(join(dir, 'conf', path)), { recursive: true });
      writeFileSync(join(dir, 'conf', path), JSON.stringify(content));
    }
    const sample = await stacksOf(join(root, 'conf'));
    const large = await stacksOf(join(dir, 'conf'));
    for (const [folder, stacks] of [
      ['sample', sample],
      ['large', large],
    ] as const) {
      for (const [path, content] of renderStacks(stacks)) {
        const file = join(dir, folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        if (path.endsWith('.yaml')) templates.push(file);
      }
    }
  });

  afterAll(() => rmSync(dir, { recursive: true }));

  it(
    'please cfn-lint',
    async () => {
      const { code, output } = await runTool('cfn-lint', templates, { cwd: dir });

      expect([code, output]).toStrictEqual([0, '']);
    },
    3 * minute,
  );

  it(
    'please sam validate --lint',
    async () => {
      const env = { SAM_CLI_TELEMETRY: '0', AWS_DEFAULT_REGION: 'us-east-1', HOME: dir };
      for (const template of templates.filter((path) => path.includes('/large/'))) {
        const { code, output } = await runTool('sam', ['validate', '--lint'], {
          cwd: dirname(template),
          env,
        });
        expect([code, output]).toStrictEqual([0, expect.stringContaining('is a valid SAM Template')]);
      }
    },
    5 * minute,
  );

  it(
    'please checkov, or say in the template why not',
    async () => {
      const args = ['--directory', join(dir, 'large'), '--framework', 'cloudformation', '--compact', '--quiet'];
      const { output } = await runTool('checkov', [...args, '--skip-download', '--output', 'json'], {
        cwd: dir,
      });

      const { results, summary } = JSON.parse(output);
      const failed = results.failed_checks.map((check: { check_id: string; resource: string; file_path: string }) => [
        check.check_id,
        check.file_path,
        check.resource,
      ]);
      expect(failed).toStrictEqual([]);
      expect(summary.passed).toBeGreaterThan(100);
    },
    5 * minute,
  );
});

async function runTool(name: AwsTool, args: readonly string[], options: RunOptions): Promise<Finished> {
  const [program, ...first] = await awsTool(name);
  return run(program, [...first, ...args], options);
}

async function stacksOf(conf: string) {
  const { config, issues } = await loadConfig(conf, { deployment: true });
  if (config === undefined) throw new Error(formatIssues(issues));
  return buildStacks(config);
}
