import { inNetwork, type JsonObject, type Match, validIp } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** Ranges that the internet does not route: private, shared, link-local, loopback, multicast. */
const unrouted: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** True for an address of the internet. */
export function isPublic(address: string): boolean {
  return validIp(address) && !inNetwork(address, unrouted);
}

/** True for an address inside: one that the internet does not route. */
export function isPrivate(address: string): boolean {
  return validIp(address) && inNetwork(address, unrouted);
}

/** A count of a flow record, which holds numbers as text and `-` for none. */
export function countAt(record: JsonObject, key: string): number {
  const value = Number(textAt(record, key));
  return Number.isFinite(value) ? value : 0;
}

/** A match on a flow; the title ends with its two ends. */
export function onFlow(record: JsonObject, what: string): Match {
  const [source, destination, port] = ['srcaddr', 'dstaddr', 'dstport'].map((key) => textAt(record, key));
  return alertOn(`${what}: ${source} to ${destination}:${port}`, {
    source_ip: source,
    destination_ip: destination,
    port,
    bytes: textAt(record, 'bytes'),
    interface: textAt(record, 'interface-id'),
    account: textAt(record, 'account-id'),
  });
}
