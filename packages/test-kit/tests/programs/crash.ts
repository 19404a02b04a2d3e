import { writeSync } from 'node:fs';
import { createCrashPoints, parseCrash } from '@streamalert/test-kit';

const points = createCrashPoints<string>({ names: ['middle'], crash: parseCrash(process.argv[2] ?? '') });
for (const word of ['first', 'second', 'third']) {
  writeSync(1, `${word}\n`);
  points.reach('middle');
}
