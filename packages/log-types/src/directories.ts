import { fileURLToPath } from 'node:url';

/** Where the schema files are on disk: each as in `conf/schemas`, log types by name. */
export const schemasDirectory: string = directory('schemas');

/** Where the test events are on disk, for the runner of `@streamalert/testing`: at least one of each log type. */
export const eventsDirectory: string = directory('events');

/** Where the near misses are on disk: data that resembles a log type and must not become it; see the README. */
export const nearMissesDirectory: string = directory('near-misses');

function directory(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}
