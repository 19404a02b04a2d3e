import { type Issue, payloadId } from '@streamalert/core';
import { checkClusters, logSourceOf, readCluster } from './clusters.ts';
import { type ConfDocument, parseConfFiles } from './conf-documents.ts';
import { type ConfFiles, pathIn, readConfFiles } from './conf-files.ts';
import { deepFreeze } from './deep-freeze.ts';
import { checkGeneral, readGlobal } from './global.ts';
import { errorAt, warningAt } from './issue-at.ts';
import { hasErrors, sortIssues } from './issues.ts';
import type { FileKind } from './json-schemas.ts';
import { checkPriorities, checkTableNames } from './log-types/check-log-types.ts';
import { collectLogTypes } from './log-types/collect-log-types.ts';
import { orderByPriority } from './log-types/order-log-types.ts';
import { readLookupTables } from './lookup-tables.ts';
import { entriesOf, objectOf } from './ordered-values.ts';
import { checkDefaultOutputs, checkServices, readOutputs } from './outputs.ts';
import { checkThreatIntel, readThreatIntel } from './threat-intel.ts';
import type { Config, LoadedConfig, LogTypeSchema } from './types.ts';

/** Options of {@link loadConfig}. */
export interface LoadOptions {
  /** Output services there are (`slack`, `console`); others in `outputs.json` are warned of. Absent: not checked. */
  readonly services?: readonly string[];
}

/**
 * Reads and validates a `conf/` directory, the files of StreamAlert 3.5. Whatever is wrong in any file is an issue,
 * never an exception, and all issues come at once; `config` is there unless one of them is an error.
 *
 * @param dir As the user gave it: paths in issues start with it.
 */
export async function loadConfig(dir: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const found = await readConfFiles(dir);
  const { documents, issues } = parseConfFiles(found.files);
  const built = found.exists ? buildConfig(dir, found, documents, options) : undefined;
  const sorted = sortIssues([...found.issues, ...issues, ...(built?.issues ?? [])], documents);
  const files = found.candidates.map((candidate) => candidate.path);
  return deepFreeze({
    ...(built !== undefined && !hasErrors(sorted) && { config: built.config }),
    issues: sorted,
    files,
  });
}

function buildConfig(
  dir: string,
  found: ConfFiles,
  documents: readonly ConfDocument[],
  { services }: LoadOptions,
): { config: Config; issues: Issue[] } {
  const one = (kind: FileKind) => documents.find((document) => document.kind === kind);
  const all = (kind: FileKind) => documents.filter((document) => document.kind === kind);
  const readable = (kind: FileKind) =>
    all(kind).length === found.candidates.filter((file) => file.kind === kind).length;

  const { logTypes, issues: logTypeIssues } = collectLogTypes(all('log-types'));
  const clusters = all('cluster').map(readCluster);
  const outputs = readOutputs(one('outputs')?.root);
  const [global, threatIntel, lookupTables] = [one('global'), one('threat_intel'), one('lookup_tables')];
  // 3.5 never sorted the single file logs.json.
  const sorts = all('log-types').every((document) => document.name !== 'logs' || !isTopLevel(dir, document));
  const config: Config = {
    dir,
    global: readGlobal(global?.root),
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    logTypes: sorts ? orderByPriority(logTypes) : logTypes,
    outputs,
    ...(threatIntel && { threatIntel: readThreatIntel(threatIntel.root) }),
    ...(lookupTables && { lookupTables: readLookupTables(lookupTables.root) }),
    fingerprint: payloadId(...found.files.flatMap((file) => [file.relativePath, file.text])),
  };

  // A check that compares files is left out when one of them could not be read: what it says would be wrong.
  const issues = [...checkPresence(dir, found), ...logTypeIssues, ...checkTableNames(logTypes)];
  if (sorts) issues.push(...checkPriorities(logTypes, clusters));
  const logSources = new Set(logTypes.map((logType) => logSourceOf(logType.name)));
  issues.push(...checkClusters(all('cluster'), readable('log-types') ? logSources : undefined));
  if (global) issues.push(...checkGeneral(global));
  if (global && readable('outputs')) issues.push(...checkDefaultOutputs(global, outputs));
  const outputsFile = one('outputs');
  if (outputsFile && services) issues.push(...checkServices(outputsFile, services));
  if (threatIntel && readable('log-types') && readable('normalized_types')) {
    const legacy = legacyTypes(one('normalized_types'));
    const types = { produced: producedTypes(logTypes), ...(legacy && { legacy }) };
    issues.push(...checkThreatIntel(threatIntel, types, clusters));
  }
  return { config, issues };
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

const isTopLevel = (dir: string, { file, name }: ConfDocument): boolean => file === pathIn(dir, `${name}.json`);

function producedTypes(logTypes: readonly LogTypeSchema[]): ReadonlySet<string> {
  return new Set(logTypes.flatMap(({ configuration }) => configuration.normalization.map(([type]) => type)));
}

function legacyTypes(document: ConfDocument | undefined): ReadonlySet<string> | undefined {
  if (document === undefined) return undefined;
  return new Set(entriesOf(document.root).flatMap(([, types]) => [...objectOf(types).keys()]));
}
