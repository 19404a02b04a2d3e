import type { Json } from '@streamalert/core';
import { decodeJson, FloatMarks, type ParserInput } from '@streamalert/parsers';
import type { AttemptOptions } from './match.ts';
import type { Selection } from './selection.ts';
import { type ItemVerdict, judge } from './verdict.ts';

/** Options of {@link judgeData}. */
export interface JudgeOptions extends AttemptOptions {
  readonly maxDepth: number;
  /** A document or JSON line that is JSON text was decoded once already: its text may be JSON again, as in 3.5. */
  readonly wasDecoded?: boolean;
}

/** Parses a payload record, and tries all schemas on it one by one: the way that knows every option. */
export function judgeData(
  selection: Selection,
  data: Json | Uint8Array,
  options: JudgeOptions,
): readonly ItemVerdict[] {
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    return judge(selection.schemas, { value: data, floats: new FloatMarks() }, options);
  }
  const decoded = decodeJson(data, options);
  if (decoded.ok) {
    const again =
      options.wasDecoded === true && typeof decoded.value === 'string' && decodeJson(decoded.value, options);
    return judge(selection.schemas, again !== false && again.ok ? again : decoded, options);
  }
  const input: ParserInput = { value: decoded.text, floats: new FloatMarks() };
  const textual = selection.schemas.filter(({ parser }) => parser.takesText);
  const verdicts = judge(textual, input, options);
  if (verdicts.some(({ ok }) => ok)) return verdicts;
  const detail =
    decoded.reason === 'not JSON' ? 'no log type of this source takes text that is not JSON' : decoded.reason;
  return [{ ok: false, diagnosis: { reason: decoded.reason, detail }, candidate: decoded.text }];
}
