// @ts-check
// npm scripts must run on the Node that this repository pins as a dependency, whichever one the machine has.
// Plain JavaScript for any Node, so that it can say so where the pin did not take.
import { readFileSync } from 'node:fs';

const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const pinned = `v${devDependencies.node}`;
if (process.version !== pinned) {
  console.error(
    `npm scripts run on node ${process.version}, and this repository pins ${pinned}.\n` +
      'The pinned Node comes with `npm ci`; `npm ci --ignore-scripts` leaves it out. Run `npm ci` without that option\n' +
      '(and without `ignore-scripts=true` in an .npmrc).',
  );
  process.exitCode = 1;
}
