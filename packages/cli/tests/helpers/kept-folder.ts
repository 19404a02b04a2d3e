import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A temporary folder for all the tests of a `describe`. */
export function keptFolder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'streamalert-cli-')));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
