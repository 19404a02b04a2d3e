import { type Issue, payloadId } from '@streamalert/core';
import { checkClusters, logSourceOf, readCluster } from './clusters.ts';
import { type ConfDocument, checkShape, parseConfFiles } from './conf-documents.ts';
import { type ConfFiles, pathIn, readConfFiles } from './conf-files.ts';
import { deepFreeze } from './deep-freeze.ts';
import { checkDeployment } from './deployment/check-deployment.ts';
import { readDeployment } from './deployment/read-deployment.ts';
import { fillDefaults } from './fill-defaults.ts';
import { readGlobal } from './global.ts';
import { errorAt, warningAt } from './issue-at.ts';
import { hasErrors, sortIssues } from './issues.ts';
import { type Ordered, toPlain } from './json-document.ts';
import type { FileKind } from './json-schemas.ts';
import { upgradeDocuments } from './legacy/upgrade-documents.ts';
import { checkPriorities, checkTableNames } from './log-types/check-log-types.ts';
import { collectLogTypes } from './log-types/collect-log-types.ts';
import { orderByPriority } from './log-types/order-log-types.ts';
import { readLookupTables } from './lookup-tables.ts';
import { entriesOf, objectOf } from './ordered-values.ts';
import { checkDefaultOutputs, checkServices, readOutputs } from './outputs.ts';
import { checkThreatIntel, readThreatIntel } from './threat-intel.ts';
import type { Cluster, Config, LoadedConfig, LogTypeSchema } from './types.ts';

/** Options of {@link loadConfig}. */
export interface LoadOptions {
  /** Output services there are (`slack`, `console`); others in `outputs.json` are warned of. Absent: not checked. */
  readonly services?: readonly string[];
  /** Stand in for files by their path inside the directory, which need not exist: a change is checked before it is written. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Also gives what a deployment on AWS is built from; default false. It is checked in any case. */
  readonly deployment?: boolean;
}

/**
 * Reads and validates a `conf/` directory, the files of StreamAlert 3.5. Whatever is wrong in any file is an issue,
 * never an exception, and all issues come at once; `config` is there unless one of them is an error.
 *
 * @param dir As the user gave it: paths in issues start with it.
 */
export async function loadConfig(dir: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const found = await readConfFiles(dir, options.texts);
  const files = found.candidates.map((candidate) => candidate.path);
  if (!found.exists) return deepFreeze({ issues: [...found.issues], files });
  const parsed = parseConfFiles(found.files);
  const upgraded = upgradeDocuments(parsed.documents, pathIn(dir, 'lambda.json'));
  const parts = takeParts(found, upgraded.documents);
  const issues = sortIssues(
    [
      ...found.issues,
      ...parsed.issues,
      ...upgraded.issues,
      ...upgraded.documents.flatMap(checkShape),
      ...checkPresence(dir, found),
      ...checkParts(parts, options),
    ],
    files,
    parsed.documents,
  );
  return deepFreeze({ ...(!hasErrors(issues) && { config: assemble(dir, found, parts, options) }), issues, files });
}

/** The files by what they hold, and what was read from them; whatever is wrong is left out. */
interface Parts {
  readonly global: ConfDocument | undefined;
  readonly outputsFile: ConfDocument | undefined;
  readonly outputs: Config['outputs'];
  readonly threatIntel: ConfDocument | undefined;
  readonly lookupTables: ConfDocument | undefined;
  readonly normalizedTypes: ConfDocument | undefined;
  readonly lambda: ConfDocument | undefined;
  readonly scheduledQueries: ConfDocument | undefined;
  readonly clusterFiles: readonly ConfDocument[];
  readonly clusters: readonly Cluster[];
  /** In the order of the files. */
  readonly logTypes: readonly LogTypeSchema[];
  readonly logTypeIssues: readonly Issue[];
  /** Whether log types are sorted by priority. 3.5 never sorted those of the single file logs.json. */
  readonly sorts: boolean;
  /** True when every file of the kind could be parsed: only then others can be compared with it. */
  readable(kind: FileKind): boolean;
}

function takeParts({ candidates }: ConfFiles, documents: readonly ConfDocument[]): Parts {
  const all = (kind: FileKind): ConfDocument[] => documents.filter((document) => document.kind === kind);
  const one = (kind: FileKind): ConfDocument | undefined => all(kind)[0];
  const { logTypes, issues } = collectLogTypes(all('log-types'));
  return {
    global: one('global'),
    outputsFile: one('outputs'),
    outputs: readOutputs(one('outputs')?.root),
    threatIntel: one('threat_intel'),
    lookupTables: one('lookup_tables'),
    normalizedTypes: one('normalized_types'),
    lambda: one('lambda'),
    scheduledQueries: one('scheduled_queries'),
    clusterFiles: all('cluster'),
    clusters: all('cluster').map(readCluster),
    logTypes,
    logTypeIssues: issues,
    sorts: !candidates.some((file) => file.relativePath === 'logs.json'),
    readable: (kind) => all(kind).length === candidates.filter((file) => file.kind === kind).length,
  };
}

function assemble(dir: string, { files }: ConfFiles, parts: Parts, options: LoadOptions): Config {
  const { global, clusters, logTypes, sorts, outputs, threatIntel, lookupTables } = parts;
  return {
    dir,
    global: readGlobal(global?.root),
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    logTypes: sorts ? orderByPriority(logTypes) : logTypes,
    outputs,
    ...(threatIntel && { threatIntel: readThreatIntel(threatIntel.root, readDownloader(parts.lambda)) }),
    ...(lookupTables && { lookupTables: readLookupTables(lookupTables.root) }),
    ...(global &&
      options.deployment === true && {
        deployment: readDeployment({ ...parts, global, clusters: parts.clusterFiles }),
      }),
    fingerprint: payloadId(...files.flatMap((file) => [file.relativePath, file.text])),
  };
}

/** The feed of 3.5 as `lambda.json` configures it, with the defaults that say what is kept of it. */
function readDownloader(lambda: ConfDocument | undefined): Ordered | undefined {
  const key = 'threat_intel_downloader_config';
  const asked = objectOf(lambda?.root).get(key);
  if (asked === undefined) return undefined;
  const filled = fillDefaults<Record<typeof key, Record<string, Ordered>>>('lambda', { [key]: toPlain(asked) });
  return new Map(Object.entries(filled[key]));
}

/** What JSON Schema cannot say: names that must agree, within files and across them. */
function checkParts(parts: Parts, { services }: LoadOptions): Issue[] {
  const { global, outputs, outputsFile, clusterFiles, clusters, logTypes, sorts, readable } = parts;
  const logSources = new Set(logTypes.map((logType) => logSourceOf(logType.name)));
  return [
    ...parts.logTypeIssues,
    ...checkTableNames(logTypes),
    ...(sorts ? checkPriorities(logTypes, clusters) : []),
    ...checkClusters(clusterFiles, readable('log-types') ? logSources : undefined),
    ...(global && readable('outputs') ? checkDefaultOutputs(global, outputs) : []),
    ...(outputsFile && services ? checkServices(outputsFile, services) : []),
    ...checkIndicators(parts),
    ...checkDeployment({
      global,
      lambda: parts.lambda,
      scheduledQueries: parts.scheduledQueries,
      threatIntel: parts.threatIntel,
      clusters: clusterFiles,
      ...(readable('log-types') && { logTypes: logTypes.map(({ name }) => name) }),
    }),
  ];
}

function checkIndicators({ threatIntel, normalizedTypes, logTypes, clusters, readable }: Parts): Issue[] {
  if (threatIntel === undefined || !readable('log-types') || !readable('normalized_types')) return [];
  const produced = logTypes.flatMap(({ configuration }) => configuration.normalization.map(([type]) => type));
  const legacy = entriesOf(normalizedTypes?.root).flatMap(([, types]) => [...objectOf(types).keys()]);
  return checkThreatIntel(
    threatIntel,
    { produced: new Set(produced), ...(normalizedTypes && { legacy: new Set(legacy) }) },
    clusters,
  );
}

/** `global.json` must be there; without clusters or log types nothing can be classified. */
function checkPresence(dir: string, { candidates }: ConfFiles): Issue[] {
  const has = (kind: FileKind): boolean => candidates.some((file) => file.kind === kind);
  if (!has('global')) {
    return [
      errorAt(pathIn(dir, 'global.json'), [], `${pathIn(dir, '')} has no global.json; make one with streamalert init`),
    ];
  }
  return [
    ...(has('cluster')
      ? []
      : [
          warningAt(pathIn(dir, 'clusters'), [], 'holds no cluster, so nothing is classified; make clusters/prod.json'),
        ]),
    ...(has('log-types') ? [] : [warningAt(pathIn(dir, 'schemas'), [], 'holds no log type, so nothing is classified')]),
  ];
}
