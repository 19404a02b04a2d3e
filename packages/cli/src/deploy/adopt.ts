import type { ExistingResource, ExistingResources, ResourceImport } from '@streamalert/aws/deployment';
import type { Resource, Template } from '@streamalert/infra';

/** Something that exists and that a template would make: the stack takes it over. */
export interface Adoption extends ResourceImport {
  /** For a person. */
  readonly name: string;
  /** As it is now, in the words of a template. */
  readonly properties: Readonly<Record<string, unknown>>;
}

type Finder = (properties: Record<string, unknown>) => Promise<ExistingResource | undefined>;

/** What can be taken over: all that keeps data and has a name, and what belongs to it. */
function finders(existing: ExistingResources): Readonly<Record<string, Finder>> {
  const named =
    (property: string, find: (name: string) => Promise<ExistingResource | undefined>): Finder =>
    async (properties) => {
      const name = properties[property];
      return typeof name === 'string' ? find(name) : undefined;
    };
  return {
    'AWS::DynamoDB::Table': named('TableName', existing.table),
    'AWS::S3::Bucket': named('BucketName', existing.bucket),
    'AWS::SNS::Topic': named('TopicName', existing.topic),
    'AWS::Kinesis::Stream': named('Name', existing.stream),
    'AWS::KMS::Alias': named('AliasName', existing.keyAlias),
  };
}

/** Looks in the account for what a template would make. */
export async function findAdoptions(template: Template, existing: ExistingResources): Promise<readonly Adoption[]> {
  const byType = finders(existing);
  const found = await Promise.all(
    Object.entries(template.Resources).map(async ([logicalId, resource]): Promise<Adoption[]> => {
      const properties = (resource.Properties ?? {}) as Record<string, unknown>;
      const one = await byType[resource.Type]?.(properties);
      if (one === undefined) return [];
      const adoption = toAdoption(logicalId, resource.Type, one);
      return [adoption, ...keyOf(adoption, properties), ...(await policyOf(adoption, template, existing))];
    }),
  );
  return found.flat();
}

function toAdoption(logicalId: string, type: string, { identifier, properties }: ExistingResource): Adoption {
  return { logicalId, type, identifier, properties, name: Object.values(identifier).join(' ') };
}

/** A key has no name of its own: it is found by its alias. */
function keyOf({ type, properties, name }: Adoption, wanted: Record<string, unknown>): Adoption[] {
  if (type !== 'AWS::KMS::Alias') return [];
  const KeyId = String(properties['TargetKeyId']);
  const logicalId = (wanted['TargetKeyId'] as { readonly Ref: string }).Ref;
  const key = { logicalId, type: 'AWS::KMS::Key', identifier: { KeyId }, properties: {} };
  return [{ ...key, name: `${KeyId} (${name})` }];
}

/** CloudFormation makes no policy of a bucket that has one. */
async function policyOf(
  { type, logicalId, identifier }: Adoption,
  template: Template,
  existing: ExistingResources,
): Promise<Adoption[]> {
  const bucket = identifier['BucketName'];
  const policy = `${logicalId}Policy`;
  if (type !== 'AWS::S3::Bucket' || bucket === undefined || template.Resources[policy] === undefined) return [];
  const found = await existing.bucketPolicy(bucket);
  return found === undefined
    ? []
    : [{ ...toAdoption(policy, 'AWS::S3::BucketPolicy', found), name: `policy of ${bucket}` }];
}

/**
 * The template of an import: what exists, as it is, and nothing else, as an import makes and changes nothing. All of it is retained, also
 * where the template of the stack does not say so.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html
 */
export function importTemplate({ AWSTemplateFormatVersion, Description }: Template, adoptions: readonly Adoption[]) {
  const resources = adoptions.map(({ logicalId, type, properties }): [string, Resource] => [
    logicalId,
    {
      Type: type,
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: properties as NonNullable<Resource['Properties']>,
    },
  ]);
  return { AWSTemplateFormatVersion, Description, Resources: Object.fromEntries(resources) };
}
