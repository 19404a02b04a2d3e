import type { Config } from '@streamalert/config';
import { createSystemClock, type Micros, type Source } from '@streamalert/core';
import { TestEventError } from './errors.ts';
import { readEventFiles } from './event-files.ts';
import { readEvent } from './event-runner.ts';
import { clusterOf, knownSources } from './sources.ts';
import { createSurroundings, type TestSurroundings } from './surroundings.ts';
import { readTestEvent } from './test-event.ts';

/** One event of a file, to be looked at closely. */
export interface OpenedTestEvent {
  readonly description: string;
  readonly source: Source;
  readonly cluster: string;
  /** The log as its service hands it over. */
  readonly text: string;
  /** What a rules engine is made with, so that rules see the event's time and fixtures. */
  readonly engine: TestSurroundings['engine'];
}

/**
 * Finds an event by its place, `rules/root.json:2`, the first being number 1.
 *
 * @throws TestEventError when it is not there, or cannot be run as it is written.
 */
export async function openTestEvent(
  config: Config,
  place: string,
  now: Micros = createSystemClock().now(),
): Promise<OpenedTestEvent> {
  const [, path = place, number = '1'] = /^(.+):([1-9]\d*)$/.exec(place) ?? [];
  const { files, issues } = await readEventFiles([path]);
  const [issue] = issues;
  if (issue !== undefined) throw new TestEventError(`${issue.file} ${issue.message}`);
  const [file] = files;
  const value = file?.events[Number(number) - 1];
  if (file === undefined || value === undefined) {
    throw new TestEventError(`${path} has no event ${number}, only ${file?.events.length ?? 0}`);
  }
  const schemas = new Map(config.logTypes.map((schema) => [schema.name, schema]));
  const event = readEvent(value, (resolved) => readTestEvent(resolved, schemas), now);
  if ('problems' in event) {
    throw new TestEventError(`event ${place}: ${event.problems.map(({ message }) => message).join('; ')}`);
  }
  const source = { service: event.service, resource: event.source };
  const cluster = clusterOf(config, source);
  if (cluster === undefined) {
    const known = knownSources(config, event.service);
    throw new TestEventError(`event ${place}: no cluster has "${event.source}"; ${known}`);
  }
  const surroundings = createSurroundings(config);
  surroundings.set(event.now ?? now, event.fixtures);
  return {
    description: event.description,
    source,
    cluster: cluster.name,
    text: event.text,
    engine: surroundings.engine,
  };
}
