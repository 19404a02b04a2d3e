import fc from 'fast-check';
import { it } from 'vitest';
import { alertSystemProperty } from './helpers/alert-commands.ts';

it('every alert comes to every output once, in a thousand random stories', async () => {
  await fc.assert(alertSystemProperty(80), { numRuns: 1000 });
});
