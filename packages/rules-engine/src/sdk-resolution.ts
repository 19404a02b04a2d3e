import { registerHooks } from 'node:module';

/** Packages that a folder of rules may import without having installed them. */
const ours = /^@streamalert\/(?:rules-sdk|community-rules)(?:\/|$)/;

let registered = false;

/**
 * Lets rule files import the SDK and the shipped rules where their own folder has no `node_modules` that holds them:
 * what their own resolution does not find is looked for from here. Whatever they have installed themselves wins.
 */
export function provideSdk(): void {
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (!ours.test(specifier)) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
