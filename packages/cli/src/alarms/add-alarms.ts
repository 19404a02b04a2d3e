import { isDeepStrictEqual } from 'node:util';
import type { CustomMetricAlarm } from '@streamalert/config';
import type { Context, ExitCode } from '../context.ts';
import { editConfFiles, type FileEdit } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { confirm } from '../terminal/confirm.ts';
import type { AlarmOptions } from './alarm-command.ts';
import type { MetricsSwitch } from './metric-functions.ts';

/** An alarm, and where it goes. */
export interface PlacedAlarm {
  readonly name: string;
  readonly alarm: CustomMetricAlarm;
  /** File inside `conf`, and the key in it. */
  readonly file: string;
  readonly key: string;
  /** Alarms that are there already. */
  readonly present: Readonly<Record<string, CustomMetricAlarm>>;
}

/**
 * Writes alarms, and switches metrics on that are off: without them an alarm never has data.
 *
 * @throws UsageError for an alarm that is there with other settings, and where there is nobody to ask.
 */
export async function addAlarms(
  alarms: readonly PlacedAlarm[],
  switches: readonly MetricsSwitch[],
  options: AlarmOptions,
  context: Context,
): Promise<ExitCode> {
  for (const { name, alarm, file, key, present } of alarms) {
    const former = present[name];
    if (former !== undefined && !isDeepStrictEqual({ ...former }, { ...alarm })) {
      throw new UsageError(
        `there is an alarm ${name} with other settings in ${file}#/${key}; change it there, or name another`,
      );
    }
  }
  const off = switches.filter(({ on }) => !on);
  const enable = off.length > 0 ? await asksToEnable(off, options, context) : 'add';
  if (enable === 'stop') return 1;
  const edits = [...new Set([...alarms, ...off].map(({ file }) => file))].map(
    (file): FileEdit => ({
      file,
      changes: [
        ...(enable === 'enable' ? off : [])
          .filter((one) => one.file === file)
          .map(({ key }) => ({ path: [key, 'enable_custom_metrics'], value: true })),
        ...alarms
          .filter((one) => one.file === file)
          .map(({ key, name, alarm }) => ({ path: [key, 'custom_metric_alarms', name], value: alarm })),
      ],
    }),
  );
  const names = alarms.map(({ name }) => name).join(', ');
  const said = `Added ${alarms.length === 1 ? 'alarm' : 'alarms'} ${names}`;
  return editConfFiles(
    options,
    edits.filter(({ changes }) => changes.length > 0),
    said,
    context,
  );
}

async function asksToEnable(
  off: readonly MetricsSwitch[],
  { yes = false, dryRun = false }: AlarmOptions,
  context: Context,
): Promise<'enable' | 'add' | 'stop'> {
  const places = off.map(({ file, key }) => `${file}#/${key}`).join(', ');
  if (yes || dryRun || (await confirm(`Metrics are off in ${places}. Switch them on?`, context))) return 'enable';
  return (await confirm('Add the alarm nevertheless? Without metrics it never has data.', context)) ? 'add' : 'stop';
}
