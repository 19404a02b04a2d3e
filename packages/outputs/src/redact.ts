import { parseJson, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';

/** Shorter values are no secrets, and removing them would leave no text to read. */
const shortestValue = 3;
/** Parts of a value, e.g. one segment of a URL's path, are often ordinary words when they are short. */
const shortestPart = 6;
const mask = '[redacted]';

/**
 * Makes a function that takes credentials out of any text: the values, the parts of those that are URLs, JSON objects
 * or several words, and each of these as servers and libraries spell them (percent-encoded, JSON, HTML, base64, pairs
 * as in Basic authorization), whatever the case.
 */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const secrets = values.filter((value) => value.length >= shortestValue);
  const texts = new Set(secrets.flatMap((value) => [value, ...parts(value)]).flatMap(spellings));
  for (const pair of secrets.flatMap((user) => secrets.map((password) => `${user}:${password}`))) {
    texts.add(base64(pair));
  }
  if (texts.size === 0) return (text) => text;
  // The longest first, or a part would be masked and leave the rest of the whole.
  const alternatives = [...texts].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(alternatives.join('|'), 'gi');
  return (text) => text.replace(pattern, mask);
}

function parts(value: string): string[] {
  const found = [...urlParts(value), ...jsonParts(value), ...value.split(/\s+/)];
  return found.filter((part) => part.length >= shortestPart);
}

/** The host too: a name that does not resolve stands in the error. */
function urlParts(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const url = new URL(value);
  const inside = [...url.pathname.split('/'), ...url.searchParams.values(), url.hash.slice(1)];
  return [
    url.href,
    url.host,
    url.hostname,
    url.pathname + url.search,
    url.pathname,
    url.search,
    url.username,
    url.password,
  ]
    .concat(inside)
    .flatMap((part) => [part, decoded(part)]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function jsonParts(value: string): string[] {
  try {
    const parsed = parseJson(value);
    if (!isJsonObject(parsed)) return [];
    return Object.values(parsed).flatMap((inner) => (typeof inner === 'string' ? [inner, ...inner.split(/\s+/)] : []));
  } catch {
    return [];
  }
}

function spellings(value: string): string[] {
  const text = value.toWellFormed();
  const json = stringifyJson(text).slice(1, -1);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = html.replaceAll('"', '&quot;').replaceAll("'", '&#x27;');
  return [text, encodeURIComponent(text), encodeURI(text), json, html, quoted, base64(text)];
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Without the padding, which `base64url` lacks. */
const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '');
