import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { canonicalValue } from './canonical-value.ts';

/**
 * Finds the networks that hold an address, the narrowest first. An address is looked up once for each prefix length
 * that occurs, however many networks there are.
 */
export class NetworkIndex<T> {
  /** By IP version and prefix length, longest first; then by the bits of the prefix. */
  readonly #lengths: { readonly version: number; readonly bits: number; readonly found: Map<string, T> }[] = [];

  /** Networks (`198.51.100.0/24`) and single addresses; what is neither is left out. */
  constructor(networks: Iterable<readonly [network: string, value: T]>) {
    for (const [network, value] of networks) this.#add(network, value);
    this.#lengths.sort((a, b) => b.bits - a.bits);
  }

  /** @param address As `canonicalValue` writes it; a network is in no other. */
  find(address: string): readonly T[] {
    const version = isIP(address);
    if (version === 0 || this.#lengths.length === 0) return [];
    const all = bitsOf(address);
    return this.#lengths.flatMap((length) => {
      const value = length.version === version ? length.found.get(all.slice(0, length.bits)) : undefined;
      return value === undefined ? [] : [value];
    });
  }

  #add(network: string, value: T): void {
    const canonical = canonicalValue('ip', network);
    if (canonical === undefined) return;
    const [address = '', prefix] = canonical.split('/');
    const version = isIP(address);
    const all = bitsOf(address);
    const bits = prefix === undefined ? all.length : Number(prefix);
    let length = this.#lengths.find((one) => one.version === version && one.bits === bits);
    if (length === undefined) {
      length = { version, bits, found: new Map() };
      this.#lengths.push(length);
    }
    length.found.set(all.slice(0, bits), value);
  }
}

/** `192.0.2.1` → `11000000…`: 32 or 128 digits. */
function bitsOf(address: string): string {
  return ipaddr
    .parse(address)
    .toByteArray()
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
}
