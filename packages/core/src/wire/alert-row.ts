import type { Alert, JsonObject, OutputName, PublisherNames, Severity } from '@streamalert/rules-sdk';
import { formatTimestamp, parseTimestamp } from '../clock.ts';
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
  readonly Attempts: number;
  readonly Cluster: string | null;
  /** `2023-07-10T11:58:02.000123Z` */
  readonly Created: string;
  readonly Dispatched: string;
  readonly LogSource: string | null;
  readonly LogType: string | null;
  readonly MergeByKeys: readonly string[];
  readonly MergeWindowMins: number;
  readonly Outputs: readonly string[];
  readonly OutputsSent: readonly string[] | null;
  readonly Publishers: PublisherNames | null;
  /** Compact JSON, non-ASCII escaped. */
  readonly Record: string;
  readonly RuleDescription: string | null;
  readonly SourceEntity: string | null;
  readonly SourceService: string | null;
  readonly Staged: boolean;
  readonly Context: JsonObject;
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
  readonly dispatched?: number;
  readonly outputsSent?: readonly OutputName[];
}

/** An alert as a table row. */
export function encodeAlertRow(alert: Alert, progress: RowProgress = {}): AlertRow {
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
    MergeWindowMins: alert.mergeWindowMinutes,
    Outputs: [...alert.outputs].sort(),
    OutputsSent: (progress.outputsSent?.length ?? 0) === 0 ? null : [...(progress.outputsSent ?? [])].sort(),
    Publishers: Object.keys(alert.publishers).length === 0 ? null : alert.publishers,
    Record: stringifyJson(alert.record, { ascii: true }),
    RuleDescription: textOrNull(alert.ruleDescription),
    SourceEntity: textOrNull(alert.sourceEntity),
    SourceService: textOrNull(alert.sourceService),
    Staged: alert.staged,
    Context: alert.context,
    ...(alert.severity !== undefined && { Severity: alert.severity }),
    ...(alert.title !== undefined && { Title: alert.title }),
    ...(alert.tags !== undefined && { Tags: alert.tags }),
    ...(alert.attack !== undefined && { Attack: alert.attack }),
    ...(alert.references !== undefined && { References: alert.references }),
    ...(alert.runbook !== undefined && { Runbook: alert.runbook }),
    ...(alert.owner !== undefined && { Owner: alert.owner }),
  };
}

/** The part of {@link AlertRow} that must be there; everything else may be absent, as 3.5 and other tools write it. */
export type ReadableAlertRow = Pick<AlertRow, 'RuleName' | 'AlertID' | 'Created' | 'Record' | 'Outputs'> &
  Partial<AlertRow>;

/**
 * A table row as an alert.
 *
 * @throws AlertRowError when the creation time or the record cannot be read.
 */
export function decodeAlertRow(row: ReadableAlertRow): Alert {
  const created = parseTimestamp(row.Created);
  if (created === undefined) {
    throw new AlertRowError(`alert ${row.AlertID} of ${row.RuleName}: Created is not YYYY-MM-DDTHH:MM:SS.ffffffZ`, {
      place: { rule: row.RuleName },
    });
  }
  return {
    id: row.AlertID,
    ruleName: row.RuleName,
    record: readRecord(row),
    outputs: [...row.Outputs].sort() as OutputName[],
    created,
    cluster: row.Cluster ?? '',
    logSource: row.LogSource ?? '',
    logType: row.LogType ?? '',
    sourceService: row.SourceService ?? '',
    sourceEntity: row.SourceEntity ?? '',
    ruleDescription: row.RuleDescription ?? '',
    context: row.Context ?? {},
    publishers: row.Publishers ?? {},
    mergeByKeys: row.MergeByKeys ?? [],
    mergeWindowMinutes: row.MergeWindowMins ?? 0,
    staged: row.Staged ?? false,
    ...(row.Severity !== undefined && { severity: row.Severity as Severity }),
    ...(row.Title !== undefined && { title: row.Title }),
    ...(row.Tags !== undefined && { tags: row.Tags }),
    ...(row.Attack !== undefined && { attack: row.Attack }),
    ...(row.References !== undefined && { references: row.References }),
    ...(row.Runbook !== undefined && { runbook: row.Runbook }),
    ...(row.Owner !== undefined && { owner: row.Owner }),
  };
}

function readRecord(row: ReadableAlertRow): JsonObject {
  try {
    return parseJson(row.Record) as JsonObject;
  } catch (cause) {
    throw new AlertRowError(`alert ${row.AlertID} of ${row.RuleName}: Record is not JSON`, {
      cause,
      place: { rule: row.RuleName },
    });
  }
}
