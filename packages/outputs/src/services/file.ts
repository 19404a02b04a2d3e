import { resolve } from 'node:path';
import { stringifyJson } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { NotOurFileError } from '../errors.ts';
import { withAlertId } from '../publication-keys.ts';
import { configuredBy } from '../settings.ts';
import { createLineFile, type LineFile } from './file/line-file.ts';

/** What is known of files without writing. */
export const fileService: OutputService = defineService({
  service: 'file',
  credentials: [],
  idempotent: true,
  ...configuredBy('a path', 'alerts.ndjson'),
});

/**
 * Appends each alert's publication to a file as one line of compact JSON, synced to the disk before it counts as sent.
 * A crash at any moment leaves no line twice and none in part. The file belongs to one process at a time.
 *
 * @param options.baseDir Folder that relative paths start from.
 */
export function file({ baseDir }: { readonly baseDir: string }): Output {
  const files = new Map<string, LineFile>();
  const fileAt = (path: string): LineFile => {
    const opened = files.get(path) ?? createLineFile(path);
    files.set(path, opened);
    return opened;
  };

  return defineOutput(fileService, async ({ alert, publication, settings }) => {
    const path = resolve(baseDir, settings as string);
    try {
      await fileAt(path).append(alert.id, stringifyJson(withAlertId(publication, alert)));
      return { kind: 'sent' };
    } catch (error) {
      if (!(error instanceof NotOurFileError)) throw error;
      return { kind: 'permanent', reason: error.message };
    }
  });
}
