import { fileURLToPath } from 'node:url';

/** Where the test events of the rules are on disk, for the runner of `@streamalert/testing`. */
export const eventsDirectory: string = fileURLToPath(new URL('../events', import.meta.url));
