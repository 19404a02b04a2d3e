import { InvalidArgumentError, Option } from 'commander';

/** `--conf DIR` */
export const confOption = (): Option => new Option('--conf <dir>', 'configuration directory').default('conf');

/** `--rules DIR…` */
export const rulesOption = (): Option =>
  new Option(
    '--rules <dir...>',
    'folders of rules, matchers and publishers (default: general.rule_locations beside conf, else the shipped rules)',
  );

/** `--state DIR` */
export const stateOption = (): Option =>
  new Option('--state <dir>', 'where queue, alerts, history and quarantine are kept').default('.streamalert');

/** `--format text|json` */
export const formatOption = (...more: string[]): Option =>
  new Option('--format <format>', 'what standard output holds').choices(['text', 'json', ...more]).default('text');

/** `--verbose` */
export const verboseOption = (): Option => new Option('--verbose', 'more detail; the cause and stack of errors');

/** A whole number of at least zero. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('it takes a whole number, 0 or more.');
  return value;
}
