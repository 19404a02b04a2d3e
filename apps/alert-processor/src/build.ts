import type { Config } from '@streamalert/config';

export { alertProcessorFunctionConfig as configOf } from './function-config.ts';

/** The bundle holds the user's publishers. */
export const modules = 'publishers';

/** Services whose code belongs into the bundle: those that `outputs.json` names, and history. */
export const servicesOf = ({ outputs }: Config): readonly string[] =>
  [...new Set(['aws-firehose', ...[...outputs.values()].map(({ service }) => service)])].sort();
