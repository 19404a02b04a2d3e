import { describe, expect, it } from 'vitest';
import { nearest } from '../src/suggest.ts';

describe('nearest', () => {
  it.each([
    ['cloudtrial', ['cloudwatch', 'cloudtrail'], 'cloudtrail'],
    ['strnig', ['string', 'integer'], 'string'],
    ['String', ['string', 'integer'], 'string'],
    ['classifierConfig', ['classifier_config'], 'classifier_config'],
    ['int', ['string', 'integer'], 'integer'],
    ['cloud', ['cloudwatch', 'cloudtrail'], undefined],
    ['ipaddress', ['string', 'integer', 'float', 'boolean'], undefined],
    ['in', ['integer'], undefined],
    ['x', ['y'], undefined],
    ['', ['y'], undefined],
  ])('of %j among %j is %j', (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });
});
