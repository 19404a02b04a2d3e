import type { DeploymentAws } from '@streamalert/aws/deployment';
import { UsageError } from '../errors.ts';
import { templateKey, templateText } from './package-stack.ts';

/** The bucket of a deployment that bundles and large templates go to. Keys are made of content, so nothing is uploaded twice. */
export interface Uploads {
  put(key: string, content: Uint8Array): Promise<void>;
  /** A template as it is given to CloudFormation; a large one is uploaded. */
  template(template: object): Promise<string | { readonly url: string }>;
}

/** A template up to this size, in bytes, is a part of the call. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const largestTemplateBytes = 51_200;

/** Whether a template has to be uploaded. */
export const isLarge = (text: string): boolean => Buffer.byteLength(text) > largestTemplateBytes;

/** @param exists Whether the bucket is there already. */
export function createUploads(aws: DeploymentAws, bucket: string, exists: () => Promise<boolean>): Uploads {
  const { blobs, urlOf } = aws.bucket(bucket);
  const put = async (key: string, content: Uint8Array): Promise<void> => {
    if ((await blobs.info(key)) === undefined) await blobs.put(key, content);
  };
  return {
    put,
    async template(template) {
      const text = templateText(template);
      if (!isLarge(text)) return text;
      if (!(await exists())) {
        throw new UsageError(
          `a template is over ${largestTemplateBytes} bytes, and the bucket ${bucket} that CloudFormation would read it from does not exist yet; streamalert deploy artifacts makes it`,
        );
      }
      const key = templateKey(text);
      await put(key, Buffer.from(text));
      return { url: urlOf(key) };
    },
  };
}
