import type { Json } from './json.ts';
import { wildcard } from './wildcards.ts';

/** True when text starts with one of the prefixes; case matters. Anything but text is false. */
export function startsWithAny(value: Json | undefined, prefixes: Iterable<string>): boolean {
  return typeof value === 'string' && [...prefixes].some((prefix) => value.startsWith(prefix));
}

/** True when text ends with one of the suffixes; case matters. Anything but text is false. */
export function endsWithAny(value: Json | undefined, suffixes: Iterable<string>): boolean {
  return typeof value === 'string' && [...suffixes].some((suffix) => value.endsWith(suffix));
}

/** True when text holds one of the parts; case matters. Anything but text is false. */
export function containsAny(value: Json | undefined, parts: Iterable<string>): boolean {
  return typeof value === 'string' && [...parts].some((part) => value.includes(part));
}

/**
 * True when the whole text matches a shell pattern: `*` (any text, `/` too), `?`, `[abc]`, `[!abc]`. Case matters.
 * Anything but text is false.
 */
export function matchesAny(value: Json | undefined, patterns: Iterable<string>): boolean {
  return typeof value === 'string' && [...patterns].some((pattern) => wildcard(pattern).test(value));
}

/**
 * True when a path matches a shell pattern component by component, so that `*` never crosses a `/`. A pattern that
 * starts with `/` must match the whole path; any other matches from the right: `*.log` matches `/var/log/a.log`.
 * Anything but text is false.
 */
export function pathMatchesAny(value: Json | undefined, patterns: Iterable<string>): boolean {
  if (typeof value !== 'string') return false;
  const components = componentsOf(value);
  return [...patterns].some((pattern) => pathMatches(components, value.startsWith('/'), pattern));
}

function pathMatches(path: readonly string[], absolute: boolean, pattern: string): boolean {
  const wanted = componentsOf(pattern);
  if (pattern.startsWith('/')) {
    if (!absolute || wanted.length !== path.length) return false;
  } else if (wanted.length === 0 || wanted.length > path.length) {
    return false;
  }
  const offset = path.length - wanted.length;
  return wanted.every((component, at) => wildcard(component).test(path[offset + at] as string));
}

/** Empty components and `.` mean nothing in a path. */
const componentsOf = (path: string): string[] =>
  path.split('/').filter((component) => component !== '' && component !== '.');
