import type { Config, FeedConfig } from '@streamalert/config';
import { deploymentNames } from '@streamalert/core/naming';

/** The part of `conf/` that the downloader reads. */
export interface ThreatIntelDownloaderFunctionConfig {
  /** Those that are enabled, in the order of the configuration. */
  readonly feeds: readonly FeedConfig[];
  /** Table of the indicators, the one that the rules engine reads. */
  readonly table: string;
}

export function threatIntelDownloaderFunctionConfig({
  global,
  threatIntel,
}: Config): ThreatIntelDownloaderFunctionConfig {
  return {
    feeds: [...(threatIntel?.feeds.values() ?? [])].filter(({ enabled }) => enabled),
    table: threatIntel?.tableName ?? deploymentNames(global.prefix).tables.indicators,
  };
}
