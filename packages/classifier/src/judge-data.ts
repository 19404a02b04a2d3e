import type { Json } from '@streamalert/core';
import { decodeJson, FloatMarks, type ParserInput } from '@streamalert/parsers';
import type { AttemptOptions } from './match.ts';
import { endlessInteger } from './nearest.ts';
import type { Selection } from './selection.ts';
import { type ItemVerdict, judge } from './verdict.ts';

/** Options of {@link judgeData}. */
export interface JudgeOptions extends AttemptOptions {
  readonly maxDepth: number;
  /** A document or JSON line that is JSON text was decoded once already: its text may be JSON again, as in 3.5. */
  readonly wasDecoded?: boolean;
  /** The first line of the payload of which the data is a later line. */
  readonly header?: string;
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
  if (decoded.reason === 'number too long') return [{ ok: false, diagnosis: endlessInteger, candidate: decoded.text }];
  const textual = selection.schemas.filter(({ parser }) => parser.takesText);
  if (textual.length === 0 || decoded.reason === 'too deep') {
    const detail =
      decoded.reason === 'not JSON' ? 'no log type of this source takes text that is not JSON' : decoded.reason;
    return [{ ok: false, diagnosis: { reason: decoded.reason, detail }, candidate: decoded.text }];
  }
  const input: ParserInput = {
    value: decoded.text,
    floats: new FloatMarks(),
    isLossy: decoded.reason === 'invalid UTF-8',
    ...(options.header !== undefined && { header: options.header }),
  };
  return judge(textual, input, options);
}
