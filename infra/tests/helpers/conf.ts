import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Config, formatIssues, loadConfig } from '@streamalert/config';
import { onTestFinished } from 'vitest';
import { buildStacks, type Resource, type Stack } from '../../src/index.ts';

/** Files by path inside `conf/`. */
export type Files = Readonly<Record<string, unknown>>;

const account = { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' };

/** A small deployment, to which a test adds what it is about. */
export const smallConf: Files = {
  'global.json': { account },
  'clusters/prod.json': { data_sources: { s3: { 'acme.audit.logs': ['vpn'] } }, classifier_config: {} },
  'schemas/vpn.json': {
    'vpn:login': { parser: 'json', schema: { user: 'string', port: 'integer' } },
    'vpn:session': {
      parser: 'json',
      schema: { user: 'string', device: { id: 'string', tags: [], os: { name: 'string' } } },
    },
  },
  'outputs.json': {},
};

/** `global.json` with some infrastructure. */
export const withInfrastructure = (infrastructure: object): Files => ({ 'global.json': { account, infrastructure } });

/** The cluster `prod` with some modules and settings of its classifier. */
export const withModules = (modules: object, classifier_config: object = {}): Files => ({
  'clusters/prod.json': { data_sources: { s3: { 'acme.audit.logs': ['vpn'] } }, classifier_config, modules },
});

/** Loads files written over {@link smallConf}. */
export async function loadFiles(...files: readonly Files[]): Promise<Config> {
  const dir = await mkdtemp(join(tmpdir(), 'streamalert-infra-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(Object.assign({}, smallConf, ...files))) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), JSON.stringify(content));
  }
  const { config, issues } = await loadConfig(dir, { deployment: true });
  if (config === undefined) throw new Error(formatIssues(issues));
  return config;
}

/** The stacks of files written over {@link smallConf}, by id. */
export async function stacksOf(...files: readonly Files[]): Promise<Stacks> {
  return new Stacks(buildStacks(await loadFiles(...files)));
}

/** Stacks, and ways to look into them. */
export class Stacks {
  readonly all: readonly Stack[];

  constructor(all: readonly Stack[]) {
    this.all = all;
  }

  /** Resources of a type in all stacks. */
  ofType(type: string): { readonly stack: string; readonly id: string; readonly resource: Resource }[] {
    return this.all.flatMap(({ id: stack, template }) =>
      Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => ({ stack, id, resource })),
    );
  }

  /** Properties of one resource. */
  properties(stack: string, id: string): Readonly<Record<string, unknown>> {
    const found = this.all.find((one) => one.id === stack)?.template.Resources[id];
    if (found === undefined) throw new Error(`there is no ${stack}/${id}`);
    return found.Properties ?? {};
  }

  has(stack: string, id: string): boolean {
    return this.all.find((one) => one.id === stack)?.template.Resources[id] !== undefined;
  }

  /** What the role of a function allows, by the name of the statement; resources as one text where they are one. */
  allowed(
    stack: string,
  ): Readonly<Record<string, { readonly actions: readonly string[]; readonly resources: unknown }>> {
    const { Policies } = this.properties(stack, 'Role') as {
      Policies: { PolicyDocument: { Statement: { Sid: string; Action: string[]; Resource: unknown }[] } }[];
    };
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    return Object.fromEntries(
      statements.map(({ Sid, Action, Resource }) => [Sid, { actions: Action, resources: plain(Resource) }]),
    );
  }
}

/** Values of a template as people read them: `Fn::Sub` and `Ref` as their text. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined], ...rest] = Object.entries(value);
  if (rest.length === 0 && key === 'Fn::Sub' && typeof inner === 'string') {
    return inner
      .replaceAll('${AWS::Partition}', 'aws')
      .replaceAll('${AWS::Region}', 'us-east-1')
      .replaceAll('${AWS::AccountId}', '123456789012')
      .replaceAll('${AWS::URLSuffix}', 'amazonaws.com');
  }
  if (rest.length === 0 && key === 'Ref') return `<${String(inner)}>`;
  if (rest.length === 0 && key === 'Fn::GetAtt') return `<${(inner as string[]).join('.')}>`;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, plain(child)]));
}
