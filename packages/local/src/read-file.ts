import { readsLines } from '@streamalert/classifier';
import type { Source } from '@streamalert/core';
import { createFollowedFiles, describeFollowed, type FollowedFile } from './follow.ts';
import { type InputFile, toInputError } from './inputs.ts';
import { type FilePayload, filePayload, knownFilePayload } from './payload.ts';
import type { Pipeline } from './pipeline.ts';
import { type Ingested, type IngestOptions, ingest } from './stages/ingest.ts';

/** What reading a file needs beside the pipeline. */
export interface ReadFileOptions
  extends Pick<IngestOptions, 'classifier' | 'run' | 'reach' | 'onBatch' | 'quarantined' | 'room' | 'signal'> {
  readonly source: Source;
}

/**
 * Reads one file into the pipeline: from its beginning, from where a run that was killed left it, or, when it has grown
 * since it was read, from its former end.
 *
 * @throws InputError when the file cannot be read.
 */
export async function readFile(file: InputFile, pipeline: Pipeline, options: ReadFileOptions): Promise<Ingested> {
  const followed = createFollowedFiles(pipeline.state.checkpoints);
  const known = await readable(file, () => followed.find(file));
  const payload = await readable(file, () => openPayload(file, known, options.source));
  const entry = await readable(file, () => describeFollowed(file, payload.id));
  const grown = known !== undefined && file.sizeBytes > known.sizeBytes;
  return ingest(guarded(file, payload), {
    ...pipeline,
    ...options,
    grown,
    alongside: (position) => [
      followed.put(file, { ...entry, lines: readsLines(position), grown: grown || known?.grown === true }),
    ],
  });
}

function openPayload(file: InputFile, known: FollowedFile | undefined, source: Source): Promise<FilePayload> {
  return known === undefined
    ? filePayload(file, source)
    : Promise.resolve(knownFilePayload(file, known.payloadId, source));
}

/** The same payload, whose bytes fail as an {@link InputError}. */
function guarded(file: InputFile, payload: FilePayload): FilePayload {
  return {
    ...payload,
    async *open(from) {
      try {
        yield* payload.open(from);
      } catch (cause) {
        throw toInputError(file.path, cause);
      }
    },
  };
}

async function readable<T>(file: InputFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).syscall === undefined ? cause : toInputError(file.path, cause);
  }
}
