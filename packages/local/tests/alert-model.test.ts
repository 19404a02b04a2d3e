import fc from 'fast-check';
import { it } from 'vitest';
import { alertSystemProperty } from './helpers/alert-commands.ts';

// `npm run test:long` runs it far longer.
it('every alert comes to every output once, whatever fails and wherever the process ends', {
  timeout: 60_000,
}, async () => {
  await fc.assert(alertSystemProperty(40), { numRuns: 25 });
});
