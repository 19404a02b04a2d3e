/** A value in a template: plain JSON, in which some objects are intrinsic functions. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined };

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: Value | undefined };
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: 'Retain' | 'Delete';
  readonly UpdateReplacePolicy?: 'Retain' | 'Delete';
  readonly Metadata?: { readonly [key: string]: Value };
}

/** Resources by logical id. */
export type Resources = Readonly<Record<string, Resource>>;

/** A parameter of a stack. */
export interface Parameter {
  readonly Type: string;
  readonly Default?: string;
  readonly Description?: string;
}

/** A SAM template. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Transform?: 'AWS::Serverless-2016-10-31';
  readonly Description: string;
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Resources: Resources;
  readonly Outputs?: Readonly<Record<string, { readonly Description: string; readonly Value: Value }>>;
}

export const ref = (id: string): Value => ({ Ref: id });
export const getAtt = (id: string, attribute: string): Value => ({ 'Fn::GetAtt': [id, attribute] });
export const sub = (text: string): Value => ({ 'Fn::Sub': text });

/** The ARN of something of this account and region: `arn:aws:sqs:us-east-1:123456789012:name`. */
export const arn = (service: string, resource: string): Value =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

/** The ARN of a bucket, or of objects in it. */
export const bucketArn = (bucket: string, key?: string): Value =>
  sub(`arn:\${AWS::Partition}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`);

/** The URL of a queue of this account and region. */
export const queueUrl = (queue: string): Value =>
  sub(`https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${queue}`);

/** A logical id: letters and digits of some words, each starting with a capital. */
export const logicalId = (...words: readonly string[]): string =>
  words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Entries without those that are not there. */
export function present<T>(entries: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, T] => entry[1] !== undefined));
}
