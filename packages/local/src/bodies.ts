import type { ClassifiedBody } from '@streamalert/classifier';
import type { ClassifiedRecord } from '@streamalert/core';
import { decodeBody, encodeMessage } from '@streamalert/core/wire';
import type { EmbeddedQueueBody } from '@streamalert/embedded';

/** The records of a body. */
export function recordsOf(body: ClassifiedBody): ClassifiedRecord[] {
  return decodeBody(Buffer.from(body.text.buffer, body.text.byteOffset, body.text.byteLength).toString());
}

/** A body of other records of the same log type. */
export function bodyOf(
  records: readonly ClassifiedRecord[],
  { id, logType, retain }: Pick<EmbeddedQueueBody, 'id' | 'logType' | 'retain'>,
): EmbeddedQueueBody {
  const text = new TextEncoder().encode(`[${records.map(encodeMessage).join(',\n')}]`);
  return { id, logType, retain, records: records.length, text };
}
