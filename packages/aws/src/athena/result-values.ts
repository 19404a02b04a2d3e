import { type Json, parseJson } from '@streamalert/core';

const integers = new Set(['tinyint', 'smallint', 'integer', 'bigint']);
const floats = new Set(['float', 'real', 'double']);

/**
 * A value of a result as JSON; Athena spells all of them as text. Lists, maps and rows stay the text that Athena makes of them, as that
 * cannot be read back: it quotes nothing.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/data-types.html
 */
export function jsonOf(text: string | undefined, type: string): Json {
  if (text === undefined) return null;
  if (type === 'boolean') return text === 'true';
  if (integers.has(type)) return parseJson(text);
  // JSON has no NaN and no infinity: they stay as they are spelled.
  if (floats.has(type)) return Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}
