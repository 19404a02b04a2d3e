import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, parseJson, stringifyJson } from '@streamalert/core';
import { eventsDirectory, nearMissesDirectory } from '@streamalert/log-types';
import { isJsonObject } from '@streamalert/rules-sdk';

/** The logs of the test events and near misses of the log types that ship. */
export function readCorpus(): readonly Buffer[] {
  return [eventsDirectory, nearMissesDirectory].flatMap((directory) =>
    readdirSync(directory)
      .sort()
      .flatMap((file) => parseJson(readFileSync(join(directory, file), 'utf8')) as readonly Json[])
      .flatMap((event) => (isJsonObject(event) && event['data'] !== undefined ? [event['data']] : []))
      .map((data) => Buffer.from(typeof data === 'string' ? data : stringifyJson(data))),
  );
}
