import { statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How much a user may still write, and on which mount. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly mountPoint: string;
}

/** `undefined` when the file system does not say. */
export function diskSpace(directory: string): DiskSpace | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return { freeBytes: bavail * bsize, mountPoint: mountPoint(resolve(directory)) };
  } catch {
    return undefined;
  }
}

function mountPoint(directory: string): string {
  const device = statSync(directory).dev;
  let current = directory;
  while (dirname(current) !== current && statSync(dirname(current)).dev === device) current = dirname(current);
  return current;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `0 B`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
