import { InvalidArgumentError, Option } from 'commander';

/** `--conf DIR` */
export const confOption = (): Option => new Option('--conf <dir>', 'configuration directory').default('conf');

/** `--rules DIR…` */
export const rulesOption = (): Option =>
  new Option(
    '--rules <dir...>',
    'folders of rules, matchers and publishers (default: general.rule_locations beside conf, else the shipped rules)',
  );

/** Where a command keeps its state unless it is told. */
export const defaultState = '.streamalert';

/** `--state DIR` */
export const stateOption = (): Option =>
  new Option('--state <dir>', 'where queue, alerts, history and quarantine are kept').default(defaultState);

/** `--deployed`, of commands that otherwise are about the state of this machine. */
export const deployedOption = (): Option =>
  new Option('--deployed', 'of the deployment on AWS, in place of the state of this machine');

/** `--format text|json` */
export const formatOption = (...more: string[]): Option =>
  new Option('--format <format>', 'what standard output holds').choices(['text', 'json', ...more]).default('text');

/** Several values of an option that is repeated; unlike `<dir...>`, it leaves the arguments behind it alone. */
export const repeated = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** `--verbose` */
export const verboseOption = (): Option => new Option('--verbose', 'more detail; the cause and stack of errors');

/** `--dry-run` */
export const dryRunOption = (): Option => new Option('--dry-run', 'show what would change, and change nothing');

/** A whole number of at least one. */
export function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('it takes a whole number, 1 or more.');
  return value;
}

/** A whole number of at least zero. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('it takes a whole number, 0 or more.');
  return value;
}

/** `-y`, `--yes` */
export const yesOption = (): Option => new Option('-y, --yes', 'do not ask');

/** `--out DIR`, of commands that build. */
export const deploymentDirOption = (): Option =>
  new Option('--out <dir>', 'folder of the deployment; functions go to <dir>/functions').default('deployment');
