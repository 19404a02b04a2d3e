import { canonicalValue, isAddressType, NetworkIndex } from '@streamalert/threat-intel';
import type { MatcherSettings } from './matcher-settings.ts';

/** Loopback and unspecified addresses say nothing about anybody. */
const meaningless = ['127.0.0.0/8', '0.0.0.0', '::', '::1'];

/** Decides whether a value, as `canonicalValue` writes it, is looked up at all. */
export type IsExcluded = (type: string, value: string) => boolean;

/** Prepares `excluded_iocs`: networks for addresses, exact values for everything else. */
export function createExclusions(excluded: MatcherSettings['excluded']): IsExcluded {
  const addresses = [...excluded].flatMap(([type, values]) => (isAddressType(type) ? values : []));
  const networks = new NetworkIndex([...meaningless, ...addresses].map((network) => [network, true] as const));
  const exact = new Map(
    [...excluded].map(([type, values]) => [type, new Set(values.map((value) => canonicalValue(type, value) ?? value))]),
  );
  return (type, value) =>
    isAddressType(type) ? networks.find(value).length > 0 : exact.get(type)?.has(value) === true;
}
