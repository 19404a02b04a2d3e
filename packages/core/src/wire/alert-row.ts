import type {
  Alert,
  Json,
  JsonObject,
  OutputName,
  PublisherNames,
  Severity,
  Suppression,
} from '@streamalert/rules-sdk';
import { formatTimestamp, type Micros, parseTimestamp } from '../clock.ts';
import { PipelineError } from '../errors.ts';
import { parseJson, stringifyJson } from '../json.ts';

/** A row of the alerts table that cannot be read as an alert. */
export class AlertRowError extends PipelineError {
  override readonly name = 'AlertRowError';
}

/**
 * The attributes that 3.5 wrote (spelling, order and encodings), and after them ours, all optional. Sets are sorted
 * arrays here; an adapter stores them in its own set type.
 */
export interface AlertRow {
  readonly RuleName: string;
  readonly AlertID: string;
  /** Times it was handed to a processor. */
  readonly Attempts: number;
  readonly Cluster: string | null;
  /** `2023-07-10T11:58:02.000123Z` */
  readonly Created: string;
  readonly Dispatched: string;
  readonly LogSource: string | null;
  readonly LogType: string | null;
  readonly MergeByKeys: readonly string[];
  /** Whole minutes; see `MergeWindowSeconds`. */
  readonly MergeWindowMins: number;
  /** Never empty, as empty sets cannot be stored. */
  readonly Outputs: readonly string[];
  readonly OutputsSent: readonly string[] | null;
  readonly Publishers: PublisherNames | null;
  /** Compact JSON, non-ASCII escaped; or `{"streamalert:spilled":URL}`, see {@link createRowSpill}. */
  readonly Record: string;
  readonly RuleDescription: string | null;
  readonly SourceEntity: string | null;
  readonly SourceService: string | null;
  readonly Staged: boolean;
  /**
   * A native map. Numbers are text here when `ContextJson` is there, because 3.5 cannot hand on an alert whose context
   * holds a number, and stops merging at it.
   */
  readonly Context: JsonObject;
  /** The context as JSON, when it holds numbers: exact, whatever a table makes of them. */
  readonly ContextJson?: string;
  /** The window, when it is not whole minutes. */
  readonly MergeWindowSeconds?: number;
  /** When somebody has to look at it next. */
  readonly DueAt?: string;
  /** Leased by `LockedBy` until then. */
  readonly LockedUntil?: string;
  readonly LockedBy?: string;
  readonly Suppressed?: JsonObject;
  readonly Severity?: string;
  readonly Title?: string;
  readonly Tags?: readonly string[];
  readonly Attack?: readonly { readonly tactic: string; readonly technique?: string }[];
  readonly References?: readonly string[];
  readonly Runbook?: string;
  readonly Owner?: string;
}

const textOrNull = (text: string): string | null => (text === '' ? null : text);

/** What a row holds beside the alert. */
export interface RowProgress {
  readonly attempts?: number;
  readonly dispatched?: Micros;
  readonly outputsSent?: readonly OutputName[];
  readonly due?: Micros;
  readonly leasedUntil?: Micros;
  readonly leasedBy?: string;
}

/** An alert as a table row, without its limits, which are applied when it is stored. */
export function encodeAlertRow(alert: Alert, progress: RowProgress = {}): AlertRow {
  const wholeMinutes = Math.trunc(alert.mergeWindowMinutes);
  return {
    RuleName: alert.ruleName,
    AlertID: alert.id,
    Attempts: progress.attempts ?? 0,
    Cluster: textOrNull(alert.cluster),
    Created: formatTimestamp(alert.created),
    Dispatched: formatTimestamp(progress.dispatched ?? 0),
    LogSource: textOrNull(alert.logSource),
    LogType: textOrNull(alert.logType),
    MergeByKeys: alert.mergeByKeys,
    MergeWindowMins: wholeMinutes,
    Outputs: [...alert.outputs].sort(),
    OutputsSent: (progress.outputsSent?.length ?? 0) === 0 ? null : [...(progress.outputsSent ?? [])].sort(),
    Publishers: Object.keys(alert.publishers).length === 0 ? null : alert.publishers,
    Record: stringifyJson(alert.record, { ascii: true }),
    RuleDescription: textOrNull(alert.ruleDescription),
    SourceEntity: textOrNull(alert.sourceEntity),
    SourceService: textOrNull(alert.sourceService),
    Staged: alert.staged,
    ...encodeContext(alert.context),
    ...(wholeMinutes !== alert.mergeWindowMinutes && { MergeWindowSeconds: alert.mergeWindowMinutes * 60 }),
    ...(progress.due !== undefined && { DueAt: formatTimestamp(progress.due) }),
    ...(progress.leasedUntil !== undefined && { LockedUntil: formatTimestamp(progress.leasedUntil) }),
    ...(progress.leasedBy !== undefined && { LockedBy: progress.leasedBy }),
    ...(alert.suppressed !== undefined && { Suppressed: encodeSuppression(alert.suppressed) }),
    ...(alert.severity !== undefined && { Severity: alert.severity }),
    ...(alert.title !== undefined && { Title: alert.title }),
    ...(alert.tags !== undefined && { Tags: alert.tags }),
    ...(alert.attack !== undefined && { Attack: alert.attack }),
    ...(alert.references !== undefined && { References: alert.references }),
    ...(alert.runbook !== undefined && { Runbook: alert.runbook }),
    ...(alert.owner !== undefined && { Owner: alert.owner }),
  };
}

function encodeContext(context: JsonObject): Pick<AlertRow, 'Context' | 'ContextJson'> {
  if (!holdsNumber(context)) return { Context: context };
  return { Context: withTextNumbers(context) as JsonObject, ContextJson: stringifyJson(context, { ascii: true }) };
}

function holdsNumber(value: Json): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && Object.values(value as JsonObject).some(holdsNumber);
}

function withTextNumbers(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'bigint') return stringifyJson(value);
  if (Array.isArray(value)) return value.map((item) => withTextNumbers(item as Json));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, inner]) => [key, withTextNumbers(inner)]));
}

/** The part of {@link AlertRow} that must be there; everything else may be absent, as 3.5 and other tools write it. */
export type ReadableAlertRow = Pick<AlertRow, 'RuleName' | 'AlertID' | 'Created' | 'Record' | 'Outputs'> &
  Partial<AlertRow>;

/**
 * A table row as an alert. What was spilled has to be read back before, see {@link createRowSpill}.
 *
 * @throws AlertRowError when a required attribute is missing, or an attribute cannot be read.
 */
export function decodeAlertRow(row: ReadableAlertRow): Alert {
  requireAttributes(row);
  const windowMinutes = row.MergeWindowSeconds === undefined ? row.MergeWindowMins : row.MergeWindowSeconds / 60;
  return {
    id: row.AlertID,
    ruleName: row.RuleName,
    record: readObject(row, 'Record'),
    outputs: [...row.Outputs].sort() as OutputName[],
    created: readTime(row, 'Created'),
    cluster: row.Cluster ?? '',
    logSource: row.LogSource ?? '',
    logType: row.LogType ?? '',
    sourceService: row.SourceService ?? '',
    sourceEntity: row.SourceEntity ?? '',
    ruleDescription: row.RuleDescription ?? '',
    context: row.ContextJson === undefined ? (row.Context ?? {}) : readObject(row, 'ContextJson'),
    publishers: row.Publishers ?? {},
    mergeByKeys: row.MergeByKeys ?? [],
    mergeWindowMinutes: windowMinutes ?? 0,
    staged: row.Staged ?? false,
    ...(row.Severity !== undefined && { severity: row.Severity as Severity }),
    ...(row.Title !== undefined && { title: row.Title }),
    ...(row.Tags !== undefined && { tags: row.Tags }),
    ...(row.Attack !== undefined && { attack: row.Attack }),
    ...(row.References !== undefined && { references: row.References }),
    ...(row.Runbook !== undefined && { runbook: row.Runbook }),
    ...(row.Owner !== undefined && { owner: row.Owner }),
    ...(row.Suppressed !== undefined && { suppressed: readSuppression(row, row.Suppressed) }),
  };
}

/**
 * What a row holds beside the alert; times that are absent, and the 1970 of a row that was never dispatched, are left out.
 *
 * @throws AlertRowError when a time cannot be read.
 */
export function decodeRowProgress(row: ReadableAlertRow): RowProgress {
  const dispatched = row.Dispatched === undefined ? 0 : readTime(row, 'Dispatched');
  return {
    attempts: row.Attempts ?? 0,
    outputsSent: [...(row.OutputsSent ?? [])].sort() as OutputName[],
    ...(dispatched > 0 && { dispatched }),
    ...(row.DueAt !== undefined && { due: readTime(row, 'DueAt') }),
    ...(row.LockedUntil !== undefined && { leasedUntil: readTime(row, 'LockedUntil') }),
    ...(row.LockedBy !== undefined && { leasedBy: row.LockedBy }),
  };
}

function requireAttributes(row: ReadableAlertRow): void {
  for (const name of ['RuleName', 'AlertID', 'Created', 'Record'] as const) {
    if (typeof row[name] !== 'string') throw unreadable(row, `${name} is not text`);
  }
  if (!Array.isArray(row.Outputs) || row.Outputs.some((output) => typeof output !== 'string')) {
    throw unreadable(row, 'Outputs is not a set of texts');
  }
}

function readTime(row: ReadableAlertRow, name: 'Created' | 'Dispatched' | 'DueAt' | 'LockedUntil'): Micros {
  const time = parseTimestamp(String(row[name]));
  if (time === undefined) throw unreadable(row, `${name} is not YYYY-MM-DDTHH:MM:SS.ffffffZ`);
  return time;
}

function readObject(row: ReadableAlertRow, name: 'Record' | 'ContextJson'): JsonObject {
  let value: Json;
  try {
    value = parseJson(row[name] ?? '');
  } catch (cause) {
    throw unreadable(row, `${name} is not JSON`, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable(row, `${name} is not a JSON object`);
  }
  return value as JsonObject;
}

const encodeSuppression = ({ until, ...suppression }: Suppression): JsonObject => ({
  ...suppression,
  until: formatTimestamp(until),
});

function readSuppression(row: ReadableAlertRow, { kind, reason, until, by }: JsonObject): Suppression {
  const time = parseTimestamp(String(until));
  if (time === undefined) throw unreadable(row, 'Suppressed has no time "until"');
  return {
    kind: kind as Suppression['kind'],
    reason: String(reason),
    until: time,
    ...(by !== undefined && { by: String(by) }),
  };
}

/** The error of a row that is no alert. */
export function unreadable(row: Pick<ReadableAlertRow, 'RuleName' | 'AlertID'>, problem: string, cause?: unknown) {
  return new AlertRowError(`alert ${row.AlertID} of ${row.RuleName}: ${problem}`, {
    ...(cause !== undefined && { cause }),
    place: { rule: row.RuleName },
  });
}
