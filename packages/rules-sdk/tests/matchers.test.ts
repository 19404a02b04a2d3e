import { describe, expect, it } from 'vitest';
import { all, any, type Matcher, not } from '../src/index.ts';
import { ruleEvent } from './helpers/events.ts';

const yes: Matcher = () => true;
const no: Matcher = () => false;
const never: Matcher = () => {
  throw new Error('must not be asked');
};
const event = ruleEvent({});

describe('matcher combinators', () => {
  it.each([
    ['all of none', all(), true],
    ['all of yes and yes', all(yes, yes), true],
    ['all, stopping at no', all(yes, no, never), false],
    ['any of none', any(), false],
    ['any, stopping at yes', any(no, yes, never), true],
    ['any of no and no', any(no, no), false],
    ['not yes', not(yes), false],
    ['nested', all(yes, not(any(no, not(yes)))), true],
  ])('%s', (_case, matcher, expected) => {
    expect(matcher(event)).toBe(expected);
  });
});
