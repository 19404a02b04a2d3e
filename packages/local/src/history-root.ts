import { join } from 'node:path';

/** Where the history of a state directory is. */
export const historyRoot = (stateDir: string): string => join(stateDir, 'history');
