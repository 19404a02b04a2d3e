import type { ExistingResource, ExistingResources } from '@streamalert/aws/deployment';
import type { Resources, Stack } from '@streamalert/infra';

/** A stack of the deployment `acme`. */
export function makeStack(id: string, more: Partial<Stack> & { readonly resources?: Resources } = {}): Stack {
  const { resources = {}, ...rest } = more;
  return {
    id,
    stackName: `acme-streamalert-${id}`,
    region: 'us-east-1',
    template: { AWSTemplateFormatVersion: '2010-09-09', Description: id, Resources: resources },
    bundles: [],
    needs: [],
    ...rest,
  };
}

/** What an account has, by `<finder> <name>`, e.g. `table acme_streamalert_alerts`. */
export function makeExisting(found: Readonly<Record<string, ExistingResource>>): ExistingResources {
  const finder = (kind: string) => async (name: string) => found[`${kind} ${name}`];
  return {
    table: finder('table'),
    bucket: finder('bucket'),
    bucketPolicy: finder('bucketPolicy'),
    topic: finder('topic'),
    stream: finder('stream'),
    keyAlias: finder('keyAlias'),
  };
}
