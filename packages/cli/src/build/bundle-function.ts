import { join } from 'node:path';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { lambdaImports } from './lambda-imports.ts';

/** What goes into one bundle. */
export interface BundleInput {
  readonly packageName: string;
  /** Source of an expression: the part of the configuration that the function reads. */
  readonly config: string;
  /** Entry points of rules by their name below the bundle. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Source of a module that exports publishers. */
  readonly publishers?: string;
  /** Services of `@streamalert/outputs`, e.g. `pagerduty-v2`. */
  readonly services?: readonly string[];
  /** The program of the worker that runs rules. */
  readonly worker?: string;
  /** Where packages are looked for first. */
  readonly projectDir: string;
  readonly outDir: string;
}

/** What is the same for every file: modules for the runtime of Lambda, with source maps beside them. */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Of packages that have both, modules: what is not used of them is left out.
  mainFields: ['module', 'main'],
  minify: true,
  // Names of rules and publishers are names of functions here and there.
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  write: true,
  logLevel: 'silent',
  // Parts of the AWS SDK are CommonJS and ask for modules of Node.
  banner: {
    js: "const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
  // Calls without effect: a file that is needed for a publisher does not bring its rules.
  pure: ['defineRule', 'defineCloudTrailRule', 'definePublisher'],
} as const satisfies BuildOptions;

/** Writes the files of one function: `index.js`, and where it runs rules `worker.js` and `rules/`. @returns What went into them. */
export async function bundleFunction(input: BundleInput): Promise<Metafile> {
  const { build } = await import('esbuild');
  const { outDir, projectDir, rules, worker } = input;
  const options = { ...common, absWorkingDir: projectDir, conditions: ['module', ...conditions()] };
  const run = async ({ plugins = [], ...more }: BuildOptions): Promise<Metafile> =>
    (await build({ ...options, ...more, plugins: [...plugins, ...lambdaImports()], metafile: true })).metafile;
  const results = [
    await run({
      stdin: { contents: entrySource(input), resolveDir: projectDir, sourcefile: 'entry.js' },
      outfile: join(outDir, 'index.js'),
      plugins: [
        virtual('streamalert:config', `export default ${input.config};`, projectDir),
        virtual('streamalert:publishers', input.publishers ?? '', projectDir),
        ...installed(input),
      ],
    }),
  ];
  if (worker !== undefined) {
    results.push(await run({ entryPoints: [worker], outfile: join(outDir, 'worker.js') }));
  }
  if (rules !== undefined && Object.keys(rules).length > 0) {
    results.push(
      await run({
        entryPoints: rules,
        outdir: outDir,
        splitting: true,
        chunkNames: 'chunks/[hash]',
        plugins: installed(input),
      }),
    );
  }
  return {
    inputs: Object.assign({}, ...results.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...results.map(({ outputs }) => outputs)),
  };
}

/** `createHandler(config, bundled)`, where `bundled` holds what the package of the function asks for. */
function entrySource({ packageName, rules, publishers, services }: BundleInput): string {
  const outputs = (services ?? []).map((service) => ({ service, factory: factoryName(service) }));
  const bundled = [
    ...(rules === undefined ? [] : [`modules:[fileURLToPath(new URL('./rules',import.meta.url))]`]),
    ...(publishers === undefined ? [] : ['publishers:Object.values(publishers)']),
    ...(services === undefined ? [] : [`outputs:[${outputs.map(({ factory }) => factory).join(',')}]`]),
  ];
  return [
    `import { fileURLToPath } from 'node:url';`,
    `import { createHandler } from ${JSON.stringify(packageName)};`,
    `import config from 'streamalert:config';`,
    ...(publishers === undefined ? [] : [`import * as publishers from 'streamalert:publishers';`]),
    ...outputs.map(({ service, factory }) => `import { ${factory} } from '@streamalert/outputs/${service}';`),
    `export const handler = createHandler(config${bundled.length === 0 ? '' : `,{${bundled.join(',')}}`});`,
  ].join('\n');
}

/** `pagerduty-v2` is exported as `pagerdutyV2`. */
const factoryName = (service: string): string =>
  service.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Packages are found as this process finds them: in a repository of sources as sources. */
const conditions = (): string[] =>
  process.execArgv
    .filter((option) => option.startsWith('--conditions='))
    .map((option) => option.slice('--conditions='.length));

function virtual(name: string, contents: string, resolveDir: string): Plugin {
  return {
    name,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'streamalert' }));
      build.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'streamalert' }, () => ({
        contents,
        resolveDir,
        loader: 'js',
      }));
    },
  };
}

/** What the project has not installed itself came with the command. */
function installed({ projectDir }: BundleInput): Plugin[] {
  return [
    {
      name: 'streamalert-packages',
      setup(build) {
        build.onResolve({ filter: /^@streamalert\// }, async ({ path, pluginData, kind }) => {
          if (pluginData === tried) return undefined;
          const own = await build.resolve(path, { kind, resolveDir: projectDir, pluginData: tried });
          if (own.errors.length === 0) return own;
          return build.resolve(path, { kind, resolveDir: import.meta.dirname, pluginData: tried });
        });
      },
    },
  ];
}

const tried = Symbol('tried');
