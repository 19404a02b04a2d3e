import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeLookupDocument } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { openLookupFile } from '../src/index.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

describeLookupDocument('a file', async () => ({ port: openLookupFile(join(temporaryDirectory(), 'table.json')) }));

describe('openLookupFile', () => {
  it.each([
    ['keeps the permissions of a file that it writes', 0o640, 0o640],
    ['makes a file that others may read', undefined, 0o644],
  ])('%s', async (_case, before, after) => {
    const path = join(temporaryDirectory(), 'table.json');
    if (before !== undefined) {
      writeFileSync(path, '{}');
      chmodSync(path, before);
    }
    await openLookupFile(path).write(new TextEncoder().encode('{"a": 1}'));

    expect(statSync(path).mode & 0o777).toBe(after);
  });
});
