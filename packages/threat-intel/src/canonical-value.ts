import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** Hash functions by the number of hexadecimal digits of what they give. */
const hashFamilies: ReadonlyMap<number, string> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [56, 'sha224'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
]);

const hashTypes: ReadonlySet<string> = new Set([...hashFamilies.values(), 'hash', 'file_hash']);
const addressTypes: ReadonlySet<string> = new Set(['ip', 'ipv4', 'ipv6']);

/** True for indicator types whose values are addresses or networks. */
export const isAddressType = (type: string): boolean => addressTypes.has(type);

/** True for indicator types whose values are hashes: of one function, or `hash` for any. */
export const isHashType = (type: string): boolean => hashTypes.has(type);

/** The hash function that gives texts like this one, by its length, e.g. `sha256`; `undefined` for other texts. */
export function hashFamily(value: string): string | undefined {
  return /^[0-9a-f]+$/i.test(value) ? hashFamilies.get(value.length) : undefined;
}

/**
 * The one spelling under which a value of an indicator type is stored and looked up, or `undefined` when it is no value
 * of that type.
 *
 * - addresses: `192.0.2.1`, IPv6 as RFC 5952 writes it, one that maps IPv4 as IPv4; networks by their first address:
 *   `198.51.100.7/24` is `198.51.100.0/24`, and one of a single address is that address
 * - domains: lower case, without a dot at the end, in ASCII
 * - hashes: lower case, of a length that some hash function gives
 * - URLs: scheme and host in lower case
 * - others: without spaces around them
 *
 * Dots and schemes that were written so that nobody follows them (`evil[.]example`, `hxxp://`) are written out.
 */
export function canonicalValue(type: string, value: string): string | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  if (isAddressType(type)) return canonicalAddress(refang(text));
  if (isHashType(type)) return hashFamily(text) === undefined ? undefined : text.toLowerCase();
  if (type === 'domain' || type === 'hostname') return canonicalDomain(refang(text));
  if (type === 'url') return canonicalUrl(refang(text));
  return type === 'email' ? refang(text).toLowerCase() : text;
}

function refang(text: string): string {
  return text
    .replace(/\[(?:\.|dot)\]|\((?:\.|dot)\)/gi, '.')
    .replace(/\[:\]/g, ':')
    .replace(/^hxxp/i, 'http');
}

function canonicalAddress(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  if (bits === undefined) return addressText(address);
  const most = version === 4 ? 32 : 128;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) return undefined;
  if (Number(bits) === most) return addressText(address);
  return `${networkStart(address, Number(bits))}/${Number(bits)}`;
}

/** IPv6 that maps IPv4 becomes IPv4. */
const addressText = (address: string): string => ipaddr.process(withoutZone(address)).toString();

/** The first address of a network. */
function networkStart(address: string, bits: number): string {
  const family = isIP(address) === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
  return family.networkAddressFromCIDR(`${withoutZone(address)}/${bits}`).toString();
}

/** `fe80::1%eth0`: the zone says which interface of the machine that wrote the log. */
const withoutZone = (address: string): string => address.replace(/%.*$/, '');

function canonicalDomain(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (/[\s/:@]/.test(name) || name === '') return undefined;
  // Underscores and the like are in real names, though no host may have them; what cannot be converted stays.
  return /^[\x21-\x7e]+$/.test(name) ? name : domainToASCII(name) || name;
}

function canonicalUrl(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed === undefined ? text : parsed.href;
}
