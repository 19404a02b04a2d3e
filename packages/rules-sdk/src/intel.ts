/** One indicator of compromise, as a feed or an operator told of it. */
export interface Indicator {
  /** An address, a network (`198.51.100.0/24`), a domain, a URL, a hash, … */
  readonly value: string;
  /** `ip`, `domain`, `md5`, … as `threat_intel.json` names them. */
  readonly type: string;
  /** What the source calls it, e.g. `c2_ip`; empty when it does not say. */
  readonly subType: string;
  /** Who says so, e.g. the name of a feed. */
  readonly source: string;
  /** UTC microseconds; not matched from then on. */
  readonly expires: number;
}

/** An indicator that a record has a value of. */
export interface IntelHit extends Indicator {
  /** The record's value: an address of the network, or the same value in another spelling. */
  readonly found: string;
}

/** Key of the values that are indicators in a record, by indicator type: `{"ip": ["192.0.2.1"]}`. */
export const indicatorKey = 'streamalert:ioc';
