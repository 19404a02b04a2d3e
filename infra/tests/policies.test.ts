import { fileURLToPath } from 'node:url';
import { loadConfig } from '@streamalert/config';
import { describe, expect, it } from 'vitest';
import { buildStacks } from '../src/index.ts';
import { plain, Stacks, stacksOf, withInfrastructure } from './helpers/conf.ts';

const everything = [
  withInfrastructure({
    firehose: { enabled: true, enabled_logs: { vpn: {} } },
    artifact_extractor: { enabled: true },
    rule_staging: { enabled: true },
  }),
  {
    'lambda.json': { threat_intel_downloader_config: {} },
    'normalized_types.json': {},
    'threat_intel.json': {
      enabled: true,
      normalized_ioc_types: {},
      feeds: { 'acme-taxii': { type: 'taxii', url: 'https://example.com/taxii' } },
    },
    'outputs.json': {
      slack: ['soc'],
      'aws-s3': { evidence: 'acme-evidence' },
      'aws-sns': { topic: 'acme-topic' },
      'aws-sqs': { queue: 'acme-queue' },
      'aws-lambda': { enrich: 'enricher:prod', other: 'arn:aws:lambda:us-east-1:210987654321:function:x' },
      'aws-firehose': { stream: 'acme_stream' },
    },
  },
] as const;

/** What each function may do, as a reviewer reads it. */
function policiesOf(stacks: Stacks): string {
  return stacks.all
    .filter(({ bundles }) => bundles.length > 0)
    .map(({ id }) => {
      const lines = Object.entries(stacks.allowed(id)).flatMap(([sid, { actions, resources }]) => [
        `  ${sid}: ${actions.join(', ')}`,
        ...[resources].flat().map((resource) => `    ${String(resource)}`),
      ]);
      return [`${id}`, ...lines, ''].join('\n');
    })
    .join('\n');
}

describe('what functions may do', () => {
  it('is what stands in policies.txt, with everything switched on', async () => {
    await expect(policiesOf(await stacksOf(...everything))).toMatchFileSnapshot('policies.txt');
  });

  it('is what stands in policies-sample.txt, for the sample configuration', async () => {
    const conf = fileURLToPath(new URL('../../conf', import.meta.url));
    const { config } = await loadConfig(conf, { deployment: true });

    await expect(policiesOf(new Stacks(buildStacks(config as NonNullable<typeof config>)))).toMatchFileSnapshot(
      'policies-sample.txt',
    );
  });

  it('names what it is about: no role may do something with every resource', async () => {
    const stacks = await stacksOf(...everything);

    const statements = stacks.ofType('AWS::IAM::Role').flatMap(({ stack, id, resource }) => {
      const { Policies } = resource.Properties as unknown as {
        Policies: { PolicyDocument: { Statement: { Sid: string; Action: string[]; Resource: unknown }[] } }[];
      };
      return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map((statement) => ({
        where: `${stack}/${id}/${statement.Sid}`,
        actions: statement.Action,
        resources: [plain(statement.Resource)].flat(),
      }));
    });
    expect(statements.filter(({ resources }) => resources.includes('*'))).toStrictEqual([]);
    expect(statements.filter(({ actions }) => actions.some((action) => /\*/.test(action)))).toStrictEqual([]);
  });
});
