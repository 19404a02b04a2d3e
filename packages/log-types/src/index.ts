export { eventsDirectory, nearMissesDirectory, schemasDirectory } from './directories.ts';
