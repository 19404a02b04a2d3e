import { cpSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsTool, missingTools } from '../local-aws/aws-tools.ts';
import type { ServerProcess } from '../local-aws/server-process.ts';
import { startMiniStack } from '../local-aws/servers.ts';
import { root } from '../workspace.ts';
import { askAws } from './helpers/aws-calls.ts';
import { type Deployment, localAccount, makeDeployment } from './helpers/deployment.ts';
import { generateLocally, type LocalStack } from './helpers/local-stacks.ts';
import { madeResources, namedResources } from './helpers/resources.ts';

const minute = 60_000;
const lacks = await missingTools(['sam']);

describe.skipIf(lacks !== undefined)(`the sample configuration${lacks === undefined ? '' : `: ${lacks}`}`, () => {
  let server: ServerProcess;
  let deployment: Deployment;
  let stacks: readonly LocalStack[];

  beforeAll(async () => {
    server = await startMiniStack();
    deployment = makeDeployment(await awsTool('sam'), server.url);
    const { dir } = deployment;
    for (const folder of ['conf', 'rules']) rmSync(join(dir, folder), { recursive: true });
    cpSync(join(root, 'conf'), join(dir, 'conf'), { recursive: true });
    // As it is, but for the number of the account, which the local server decides.
    const global = readFileSync(join(dir, 'conf/global.json'), 'utf8');
    deployment.write({ 'conf/global.json': global.replace('123456789012', localAccount) });
    await deployment.streamalert('build');
    ({ stacks } = await generateLocally(deployment, new Map()));
    for (const { id } of stacks) await deployment.samDeploy(id);
  }, 10 * minute);

  afterAll(async () => {
    await server?.stop();
    if (deployment !== undefined) await rm(deployment.dir, { recursive: true });
  });

  it('is deployed by sam deploy, stack by stack, and makes what its templates name', async () => {
    expect(stacks.map(({ id, replaced }) => [id, replaced])).toStrictEqual(
      ['shared', 'alert-processor', 'alert-merger', 'rules-engine', 'cluster-prod'].map((id) => [id, []]),
    );
    expect(await madeResources(server.url)).toStrictEqual(namedResources(stacks.map(({ template }) => template)));
  });

  it('has functions that start', async () => {
    const names = [
      'prod_streamalert_classifier',
      ...['rules_engine', 'alert_merger'].map((name) => `streamalert_${name}`),
    ];

    const answers = await askAws(
      server.url,
      ...names.map(
        (name) =>
          [
            'lambda',
            'invoke',
            {
              FunctionName: `prefix_${name}`,
              Qualifier: 'production',
              Payload: { $base64: Buffer.from('{"Records":[]}').toString('base64') },
            },
          ] as const,
      ),
    );

    expect(answers.map(({ FunctionError }) => FunctionError)).toStrictEqual([undefined, undefined, undefined]);
  });
});
