import { isIP } from 'node:net';
import type { Issue } from '@streamalert/core';
import { readFeeds } from './feeds.ts';
import { errorAt, warningAt } from './issue-at.ts';
import type { JsonDocument, Ordered } from './json-document.ts';
import { entriesOf, numberOf, objectOf, textOf, textsOf } from './ordered-values.ts';
import { didYouMean } from './suggest.ts';
import type { Cluster, ThreatIntelConfig } from './types.ts';

/**
 * Builds `threat_intel.json`; a normalized type that is listed twice keeps the last indicator type, as in 3.5.
 *
 * @param downloader `threat_intel_downloader_config` of `lambda.json`.
 */
export function readThreatIntel(root: Ordered, downloader?: Ordered): ThreatIntelConfig {
  const intel = objectOf(root);
  const tableName = textOf(intel.get('dynamodb_table_name'));
  return {
    enabled: intel.get('enabled') === true,
    ...(tableName !== undefined && { tableName }),
    indicatorTypes: new Map(
      entriesOf(intel.get('normalized_ioc_types')).flatMap(([indicator, types]) =>
        textsOf(types).map((type) => [type, indicator] as const),
      ),
    ),
    cacheMinutes: numberOf(intel.get('cache_minutes')) ?? 10,
    feeds: readFeeds(intel.get('feeds'), downloader),
    excluded: new Map(
      entriesOf(intel.get('excluded_iocs')).map(([type, values]) => [type, [...objectOf(values).keys()]]),
    ),
  };
}

/** What the names in `threat_intel.json` are compared with. */
export interface NormalizedTypes {
  /** Types that log types produce. */
  readonly produced: ReadonlySet<string>;
  /** Types of `normalized_types.json`; absent without that file. */
  readonly legacy?: ReadonlySet<string>;
}

/** What JSON Schema cannot say about `threat_intel.json`. */
export function checkThreatIntel(
  document: JsonDocument,
  types: NormalizedTypes,
  clusters: readonly Pick<Cluster, 'enableThreatIntel'>[],
): Issue[] {
  const { file, root } = document;
  const issues = [...checkNames(document, types), ...checkExclusions(document)];
  if (types.legacy === undefined) {
    issues.push(
      errorAt(
        file,
        [],
        'needs normalized_types.json beside it; {} will do, as names may also be normalized types of the schemas',
      ),
    );
  }
  if (objectOf(root).get('enabled') === true && !clusters.some((cluster) => cluster.enableThreatIntel)) {
    issues.push(warningAt(file, ['enabled'], 'has no effect, because no cluster has enable_threat_intel'));
  }
  return issues;
}

function checkNames({ file, root }: JsonDocument, { produced, legacy }: NormalizedTypes): Issue[] {
  const issues: Issue[] = [];
  const seen = new Map<string, string>();
  for (const [indicator, names] of entriesOf(objectOf(root).get('normalized_ioc_types'))) {
    textsOf(names).forEach((name, index) => {
      const path = ['normalized_ioc_types', indicator, index];
      const other = seen.get(name);
      seen.set(name, indicator);
      if (other !== undefined) {
        issues.push(warningAt(file, path, `stands under ${JSON.stringify(other)} too; the last one counts`));
      }
      if (produced.has(name)) return;
      if (legacy?.has(name)) {
        issues.push(
          warningAt(
            file,
            path,
            `no schema produces ${JSON.stringify(name)}, so nothing is looked up; schemas have ${list(produced)}`,
          ),
        );
      } else {
        issues.push(
          errorAt(
            file,
            path,
            `${JSON.stringify(name)} is not a normalized type of any schema${didYouMean(name, produced) || `; there are ${list(produced)}`}`,
          ),
        );
      }
    });
  }
  return issues;
}

const list = (names: ReadonlySet<string>): string => (names.size === 0 ? 'none' : [...names].sort().join(', '));

function checkExclusions({ file, root }: JsonDocument): Issue[] {
  const addresses = objectOf(objectOf(objectOf(root).get('excluded_iocs')).get('ip'));
  return [...addresses.keys()]
    .filter((value) => !isAddressOrNetwork(value))
    .map((value) =>
      errorAt(file, ['excluded_iocs', 'ip', value], 'is not an address or a network such as "10.0.0.0/8"'),
    );
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
