import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSampled } from '../src/sampling.ts';
import { classified, evaluate, rule } from './helpers/records.ts';

const ids = Array.from({ length: 20_000 }, (_, at) => `5f3a9c.0.${at}`);

describe('isSampled', () => {
  it.each([0, 0.01, 0.1, 0.5, 0.99, 1])('takes about a share of %s of the records', (share) => {
    const taken = ids.filter((id) => isSampled(id, share)).length / ids.length;

    expect(Math.abs(taken - share)).toBeLessThan(0.015);
  });

  it('takes into a larger share what a smaller one has', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, a, b) => {
          expect(isSampled(id, Math.min(a, b)) && !isSampled(id, Math.max(a, b))).toBe(false);
        },
      ),
    );
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a share of %s', (share) => {
    expect(() => isSampled('a', share)).toThrow(RangeError);
  });
});

describe('event.sampled', () => {
  const records = ids.slice(0, 500).map((id) => classified({}, { id }));
  const sampled = rule({ when: (event) => event.sampled(0.2) });

  it('decides the same for the same record after a redelivery', async () => {
    const fired = async () => (await evaluate([sampled], records)).alerts.map(({ id }) => id);

    const first = await fired();

    expect(first.length).toBeGreaterThan(50);
    expect(first.length).toBeLessThan(150);
    expect(await fired()).toStrictEqual(first);
  });

  it('is always true where everything is sampled', async () => {
    expect((await evaluate([sampled], records, { sampleAll: true })).alerts.length).toBe(500);
  });
});
