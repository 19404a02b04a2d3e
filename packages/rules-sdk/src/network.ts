import { BlockList, isIP } from 'node:net';
import type { Json } from './json.ts';

/** True for the text of an IPv4 address in dotted decimal or of an IPv6 address; short, octal and hexadecimal IPv4 are not. */
export function validIp(value: Json | undefined): value is string {
  return typeof value === 'string' && isIP(value) !== 0;
}

/** Networks are constants of rules; the bound only guards against ones that are made from records. */
const maxCached = 1000;
const cache = new Map<string, BlockList | undefined>();

/**
 * True when the address lies in one of the networks, e.g. `inNetwork(ip, ['192.0.2.0/24', '2001:db8::/32'])`. An
 * address without prefix length is a network of one. What is not an address is false, and what is not a network is
 * left out.
 */
export function inNetwork(ip: Json | undefined, cidrs: Iterable<string>): boolean {
  if (!validIp(ip)) return false;
  const family = isIP(ip) === 4 ? 'ipv4' : 'ipv6';
  for (const cidr of cidrs) if (networkOf(cidr)?.check(ip, family) === true) return true;
  return false;
}

function networkOf(cidr: string): BlockList | undefined {
  if (cache.has(cidr)) return cache.get(cidr);
  if (cache.size >= maxCached) cache.clear();
  const network = parseNetwork(cidr);
  cache.set(cidr, network);
  return network;
}

function parseNetwork(cidr: string): BlockList | undefined {
  const [address = '', length, ...rest] = cidr.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length ?? '0') || Number(length ?? bits) > bits) {
    return undefined;
  }
  const network = new BlockList();
  network.addSubnet(address, Number(length ?? bits), version === 4 ? 'ipv4' : 'ipv6');
  return network;
}
