import { historyOutput, type OutputName, type PublisherNames } from '@streamalert/core';
import { isPublisher, type Publisher, type PublisherOption, type Rule } from '@streamalert/rules-sdk';

const service = (output: OutputName): string => output.slice(0, output.indexOf(':'));

/** True for text of exactly two parts, `service:descriptor`. */
export function isOutputName(value: unknown): value is OutputName {
  return typeof value === 'string' && /^[^:\s]+:[^:\s]+$/.test(value);
}

/** History and everything else an alert goes to; sorted, without duplicates. */
export function joinOutputs(...lists: readonly (readonly OutputName[])[]): readonly OutputName[] {
  return [...new Set([historyOutput, ...lists.flat()])].sort();
}

/**
 * Names of a rule's publishers by output, for every output but history. Of a map the publishers of the service come
 * first, then those of the exact output. Outputs without any are absent and get the default publication.
 */
export function publisherNames(option: Rule['publishers'], outputs: readonly OutputName[]): PublisherNames {
  if (option === undefined) return {};
  const named = outputs
    .filter((output) => output !== historyOutput)
    .map((output) => [output, publishersOf(option, output).map(({ name }) => name)] as const);
  return Object.fromEntries(named.filter(([, names]) => names.length > 0));
}

/** Every publisher that a rule names, for whatever output. */
export function publishersIn(option: Rule['publishers']): readonly Publisher[] {
  if (option === undefined) return [];
  if (isPublisher(option)) return [option];
  return isList(option) ? option : Object.values(option).flat();
}

function publishersOf(option: PublisherOption, output: OutputName): readonly Publisher[] {
  if (isPublisher(option)) return [option];
  if (isList(option)) return option;
  return [option[service(output)], option[output]].flatMap((entry) => (entry === undefined ? [] : entry));
}

/** `Array.isArray` does not narrow read-only arrays. */
const isList = (option: PublisherOption): option is readonly Publisher[] => Array.isArray(option);
