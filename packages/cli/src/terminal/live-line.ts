import type { Progress } from '@streamalert/local';
import { createLogUpdate } from 'log-update';
import type { Context } from '../context.ts';
import { formatCount, plural } from './numbers.ts';

/** The line that tells how far a run is; other output goes above it. */
export interface LiveLine {
  show(progress: Progress): void;
  /** Writes something above the line. */
  above(write: () => void): void;
  end(): void;
}

const everyMs = 100;

/** A live line on standard error, or nothing at all where that is no terminal. */
export function createLiveLine(context: Context, totalFiles: number): LiveLine {
  if (context.stderr.isTTY !== true) return { show() {}, above: (write) => write(), end() {} };
  const update = createLogUpdate(context.stderr);
  const started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      const now = performance.now();
      if (now - shown < everyMs) return;
      shown = now;
      update(context.err.dim(describeProgress(progress, totalFiles, (now - started) / 1000)));
    },
    above(write) {
      update.clear();
      write();
    },
    end() {
      update.clear();
      update.done();
    },
  };
}

const barWidth = 10;

/** `31 files ▕█████████▏ 18,204 records · 41,900/s · 7 alerts`; while folders are watched there may be more files than were known. */
export function describeProgress(progress: Progress, totalFiles: number, seconds: number): string {
  const share = totalFiles === 0 ? 0 : Math.min(1, progress.files / totalFiles);
  const bar = totalFiles === 0 ? '' : ` ▕${'█'.repeat(Math.round(share * barWidth)).padEnd(barWidth)}▏`;
  const rate = seconds > 0 ? Math.round(progress.records / seconds) : 0;
  return (
    `  ${plural(progress.files, 'file')}${bar} ${formatCount(progress.records)} records` +
    ` · ${formatCount(rate)}/s · ${plural(progress.alerts, 'alert')}`
  );
}
