import fc from 'fast-check';
import { it } from 'vitest';
import { alertSystemProperty } from './helpers/alert-commands.ts';

it('every alert comes to every output once, in hundreds of random stories', async () => {
  await fc.assert(alertSystemProperty(80), { numRuns: 400 });
});
