import type { Config, Fields, LogTypeSchema, SchemaConfiguration } from '@streamalert/config';

/** A log type with the given fields and nothing else configured. */
export function logType(
  name: string,
  fields: Fields,
  configuration: Partial<Pick<SchemaConfiguration, 'envelopeKeys' | 'normalization'>> = {},
): LogTypeSchema {
  return {
    name,
    parser: 'json',
    fields,
    file: `conf/schemas/${name.split(':')[0]}.json`,
    configuration: {
      jsonPath: [],
      embeddedJson: false,
      envelopeKeys: [],
      optionalEnvelopeKeys: [],
      optionalTopLevelKeys: [],
      logPatterns: [],
      normalization: [],
      ...configuration,
    },
  };
}

/** A configuration that holds log types only. */
export function configOf(...logTypes: LogTypeSchema[]): Config {
  return {
    dir: 'conf',
    global: {
      prefix: 'acme',
      ruleLocations: [],
      matcherLocations: [],
      publisherLocations: [],
      defaultOutputs: [],
      ruleStaging: {
        enabled: false,
        cacheRefreshMinutes: 10,
        stageNewRules: true,
        restageChangedRules: true,
        stagingHours: 48,
        maximumAlerts: 0,
      },
    },
    clusters: new Map(),
    logTypes,
    outputs: new Map(),
    fingerprint: 'fixed',
  };
}
