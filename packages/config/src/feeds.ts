import { isList, type Ordered, type OrderedObject } from './json-document.ts';
import { entriesOf, numberOf, objectOf, textOf, textsOf } from './ordered-values.ts';
import type { FeedConfig } from './types.ts';

const threatStreamUrl = 'https://api.threatstream.com';
const day = 24 * 60;

/** Feeds that are read in parts tell of an indicator once; lists that are read whole tell of it each time. */
const defaultExpiry: Readonly<Record<FeedConfig['type'], number>> = {
  threatstream: 90,
  taxii: 365,
  misp: 365,
  list: 7,
};

/**
 * Builds `feeds` of `threat_intel.json`, with defaults filled in, and the feed that 3.5 configured in `lambda.json`.
 *
 * @param legacy `threat_intel_downloader_config`.
 */
export function readFeeds(feeds: Ordered | undefined, legacy: Ordered | undefined): ReadonlyMap<string, FeedConfig> {
  const read = new Map<string, FeedConfig>();
  if (legacy !== undefined) read.set('threatstream', readFeed('threatstream', objectOf(legacy), 'threatstream'));
  for (const [name, feed] of entriesOf(feeds)) {
    const type = textOf(objectOf(feed).get('type')) as FeedConfig['type'] | undefined;
    if (type !== undefined && Object.hasOwn(defaultExpiry, type)) read.set(name, readFeed(name, objectOf(feed), type));
  }
  return read;
}

function readFeed(name: string, feed: OrderedObject, type: FeedConfig['type']): FeedConfig {
  const base = {
    name,
    enabled: feed.get('enabled') !== false,
    url: textOf(feed.get('url')) ?? (type === 'threatstream' ? threatStreamUrl : ''),
    iocTypes: textsOf(feed.get('ioc_types')),
    iocFilters: textsOf(feed.get('ioc_filters')),
    excludedSubTypes: textsOf(feed.get('excluded_sub_types')),
    expiresDays: numberOf(feed.get('expires_days')) ?? defaultExpiry[type],
    intervalMinutes: numberOf(feed.get('interval_minutes')) ?? day,
  };
  if (type === 'taxii') return { ...base, type, collections: textsOf(feed.get('collections')) };
  if (type !== 'list') return { ...base, type };
  const iocType = textOf(feed.get('ioc_type'));
  const subTypeColumn = columnOf(feed.get('sub_type_column'));
  return {
    ...base,
    type,
    format: feed.get('format') === 'csv' ? 'csv' : 'lines',
    ...(iocType !== undefined && { iocType }),
    column: columnOf(feed.get('column')) ?? 1,
    ...(subTypeColumn !== undefined && { subTypeColumn }),
    delimiter: textOf(feed.get('delimiter')) ?? ',',
    comment: textOf(feed.get('comment')) ?? '#',
    header: feed.get('header') === true,
  };
}

function columnOf(value: Ordered | undefined): number | string | undefined {
  return isList(value) ? undefined : (numberOf(value) ?? textOf(value));
}
