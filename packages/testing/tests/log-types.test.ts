import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Classifier, createClassifier } from '@streamalert/classifier';
import type { Cluster, Config } from '@streamalert/config';
import { type Json, type JsonObject, parseJson, payloadId, type Service, stringifyJson } from '@streamalert/core';
import { eventsDirectory, nearMissesDirectory } from '@streamalert/log-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatTestReport, runRuleTests, type TestReport } from '../src/index.ts';
import { sampleConfig } from './helpers/workspace.ts';

/** Data that must not become `log`, why that is so, and what it becomes where all log types are tried. */
interface NearMiss {
  readonly description: string;
  readonly log: string;
  readonly service: Service;
  readonly source: string;
  readonly data: Json;
  readonly because: JsonObject;
  readonly becomes?: string;
}

const nearMisses = readdirSync(nearMissesDirectory)
  .sort()
  .flatMap(
    (file) => parseJson(readFileSync(join(nearMissesDirectory, file), 'utf8')) as unknown as readonly NearMiss[],
  );

let config: Config;
let cluster: Cluster;

beforeAll(async () => {
  config = await sampleConfig();
  cluster = config.clusters.get('prod') as Cluster;
});

describe('the events of the log types', () => {
  let report: TestReport;

  beforeAll(async () => {
    report = await runRuleTests({ config, rules: [], eventLocations: [eventsDirectory], stage: 'classifier' });
  });

  it('all become the log type they name', () => {
    expect(report.passed, formatTestReport(report, { verbosity: 'quiet' })).toBe(true);
  });

  it('carry no key that is unknown', () => {
    expect(report.events.flatMap((event) => event.warnings)).toStrictEqual([]);
  });

  it('show every log type', () => {
    const shown = new Set(report.events.flatMap((event) => event.classified));
    expect(config.logTypes.map(({ name }) => name).filter((name) => !shown.has(name))).toStrictEqual([]);
  });
});

describe('the near misses of the log types', () => {
  let classifier: Classifier;

  beforeAll(() => {
    classifier = createClassifier({ cluster, logTypes: config.logTypes });
  });

  it.each(nearMisses)('$log does not take $description', ({ log, service, source, data, because, becomes }) => {
    const alone = createClassifier({ cluster, logTypes: config.logTypes.filter(({ name }) => name === log) });
    const text = typeof data === 'string' ? data : stringifyJson(data);
    const from = { service, resource: source };

    const { classified, rejected } = alone.classifyData(from, text, payloadId(log));
    const among = classifier.classifyData(from, text, payloadId(log)).classified;

    expect(classified).toStrictEqual([]);
    expect(because).toStrictEqual(reasonOf(rejected[0]?.rejected));
    expect(among.map(({ log_schema_type }) => log_schema_type)).toStrictEqual(becomes === undefined ? [] : [becomes]);
  });

  it('are there for every log type', () => {
    const missed = new Set(nearMisses.map(({ log }) => log));
    expect(config.logTypes.map(({ name }) => name).filter((name) => !missed.has(name))).toStrictEqual([]);
  });
});

type Rejected = ReturnType<Classifier['classifyData']>['rejected'][number]['rejected'];

/** The reason, and the keys that differ, where some do. */
function reasonOf(rejected: Rejected | undefined): JsonObject {
  const { missing = [], unexpected = [], wrong_type = [] } = rejected?.nearest ?? {};
  const differences = Object.entries({ missing, unexpected, wrong_type }).filter(([, keys]) => keys.length > 0);
  return { reason: rejected?.reason ?? '', ...Object.fromEntries(differences) };
}
