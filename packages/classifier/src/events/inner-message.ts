import type { Json } from '@streamalert/core';
import { decodeJson } from '@streamalert/parsers';

/** Words of which each message that is looked for has one; log data is not parsed an extra time. */
const marks = ['"s3"', 'aws.s3', 's3:TestEvent', '"TopicArn"'];

/** Text that may be a message of S3 or SNS, parsed; `undefined` for what is neither. */
export function parseInner(text: string): Json | undefined {
  if (!marks.some((mark) => text.includes(mark))) return undefined;
  const decoded = decodeJson(text);
  return decoded.ok ? decoded.value : undefined;
}
