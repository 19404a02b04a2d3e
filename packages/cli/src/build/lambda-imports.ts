import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** What a bundle leaves out because Lambda starts the function: it shortens every cold start. */
export const lambdaImports = (): Plugin[] => [plainBuiltins, environmentCredentials];

/**
 * Modules of Node without the wrapper that an `import` of them makes: it reads every export, and those of `node:http` load all of
 * undici.
 *
 * @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
const plainBuiltins: Plugin = {
  name: 'streamalert-builtins',
  setup(build) {
    build.onResolve({ filter: /^(?:node:)?[a-z_\d/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'node', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /^/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Lambda hands the credentials of a function's role over in the environment, so that the clients need not know of profiles, single
 * sign-on, and the metadata of machines.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const environmentCredentials: Plugin = {
  name: 'streamalert-credentials',
  setup(build) {
    const package_ = '@aws-sdk/credential-provider-node';
    build.onResolve({ filter: new RegExp(`^${package_}$`) }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === seen) return undefined;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: seen });
      if (found.errors.length > 0) return found;
      // Where it lies is no part of its name, which source maps hold.
      return { path, namespace: 'credentials', sideEffects: false, pluginData: dirname(found.path) };
    });
    build.onLoad({ filter: /^/, namespace: 'credentials' }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: pluginData as string,
    }));
  },
};

const seen = Symbol('seen');
