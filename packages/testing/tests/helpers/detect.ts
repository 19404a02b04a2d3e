import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClassifier } from '@streamalert/classifier';
import { rules } from '@streamalert/community-rules';
import { type ClassifiedRecord, createSystemClock, payloadId, type RejectedRecord } from '@streamalert/core';
import { createRulesEngine, type Evaluation } from '@streamalert/rules-engine';
import { sampleConfig } from './workspace.ts';

/** What became of the logs of a folder. */
export interface Outcome extends Evaluation {
  readonly classified: readonly ClassifiedRecord[];
  readonly rejected: readonly RejectedRecord[];
}

/**
 * Every log in a folder, or one file, through the sample configuration and the shipped rules, whole files or lines at a
 * time.
 */
export async function detect(path: string): Promise<Outcome> {
  const config = await sampleConfig();
  const cluster = config.clusters.get('prod');
  if (cluster === undefined) throw new Error('the sample configuration has no cluster "prod"');
  const classifier = createClassifier({ cluster, logTypes: config.logTypes });
  const source = { service: 's3', resource: 'prefix.cluster.sample.bucket' } as const;
  const results = logsIn(path).map(({ name, text }) => classifier.classifyData(source, text, payloadId(name)));
  const classified = results.flatMap((result) => result.classified);
  const engine = createRulesEngine({ rules, defaultOutputs: config.global.defaultOutputs, clock: createSystemClock() });
  return {
    ...(await engine.evaluate(classified)),
    classified,
    rejected: results.flatMap((result) => result.rejected.map(({ rejected }) => rejected)),
  };
}

function logsIn(path: string): { name: string; text: string }[] {
  return filesIn(path).flatMap((file) => {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const parts = file.endsWith('.jsonl') ? text.trimEnd().split('\n') : [text];
    return parts.map((part, index) => ({ name: `${file}:${index}`, text: part }));
  });
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
