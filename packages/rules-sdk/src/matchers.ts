import type { Matcher } from './rule.ts';

/** True when every matcher is; the first false stops. */
export function all<L extends string>(...matchers: readonly Matcher<L>[]): Matcher<L> {
  return (event) => matchers.every((matcher) => matcher(event));
}

/** True when one matcher is; the first true stops. */
export function any<L extends string>(...matchers: readonly Matcher<L>[]): Matcher<L> {
  return (event) => matchers.some((matcher) => matcher(event));
}

/** True when the matcher is not. */
export function not<L extends string>(matcher: Matcher<L>): Matcher<L> {
  return (event) => !matcher(event);
}
