import { defaultMaxDepth } from '@streamalert/parsers';
import type { ClassifierLimits } from './types.ts';

const mebibyte = 1024 * 1024;

/** Limits that suit one machine as well as a function of 512 MB. */
export const defaultLimits: ClassifierLimits = {
  maxRecordBytes: 16 * mebibyte,
  maxDepth: defaultMaxDepth,
  batchBytes: 2 * mebibyte,
  maxQuarantineBytes: mebibyte,
};

/**
 * SQS takes messages of at most 256 KiB, of which 256 bytes are left for the attributes of a body: one that has no room goes through S3.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxBodyBytes = 261_888;
