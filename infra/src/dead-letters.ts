import { isDeepStrictEqual } from 'node:util';
import type { Stack } from './stacks.ts';
import { arn, getAtt, type Resource, type Resources, type Value } from './template.ts';

/** A dead-letter queue of a deployment. */
export interface DeadLetterQueue {
  readonly name: string;
  readonly region: string;
  /** The function that could not process what lies in it. */
  readonly function: string;
  /** What that function reads. */
  readonly source: { readonly kind: 'queue' | 'stream' | 'table'; readonly name: string };
}

/**
 * The dead-letter queues that stacks make, in their order, as their templates say: those that queues redrive to, and those to which
 * Lambda sends what it gives up of a stream.
 */
export function deadLetterQueues(stacks: readonly Stack[]): readonly DeadLetterQueue[] {
  const readers = stacks.flatMap(({ template }) => readersOf(template.Resources));
  return stacks.flatMap(({ region, template: { Resources: resources } }) => [
    ...queuesOf(resources).flatMap(({ name, letters }) => {
      const reader = readers.find(({ event }) => isDeepStrictEqual(propertyOf(event, 'Queue'), arn('sqs', name)));
      if (reader === undefined) return [];
      return [{ name: letters, region, function: reader.function, source: { kind: 'queue' as const, name } }];
    }),
    ...readersOf(resources).flatMap((reader) => givenUp(resources, reader).map((found) => ({ region, ...found }))),
  ]);
}

interface Reader {
  readonly function: string;
  /** An event source of SAM. */
  readonly event: Fields;
}

type Fields = { readonly [key: string]: Value | undefined };

function readersOf(resources: Resources): readonly Reader[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Serverless::Function')
    .flatMap(({ Properties = {} }) =>
      Object.values(fieldsOf(Properties['Events'])).map((event) => ({
        function: String(Properties['FunctionName']),
        event: fieldsOf(event),
      })),
    );
}

function queuesOf(resources: Resources): readonly { readonly name: string; readonly letters: string }[] {
  return Object.values(resources).flatMap(({ Type, Properties = {} }) => {
    if (Type !== 'AWS::SQS::Queue') return [];
    const letters = resourceOf(resources, fieldsOf(Properties['RedrivePolicy'])['deadLetterTargetArn']);
    return letters === undefined
      ? []
      : [{ name: String(Properties['QueueName']), letters: nameOf(letters, 'QueueName') }];
  });
}

/** Where Lambda sends what it gives up of a stream that the reader reads. */
function givenUp(resources: Resources, { function: name, event }: Reader): Omit<DeadLetterQueue, 'region'>[] {
  const onFailure = fieldsOf(fieldsOf(propertyOf(event, 'DestinationConfig'))['OnFailure']);
  const letters = resourceOf(resources, onFailure['Destination']);
  if (letters === undefined) return [];
  const stream = resourceOf(resources, propertyOf(event, 'Stream'));
  const source =
    event['Type'] === 'Kinesis' && stream !== undefined
      ? ({ kind: 'stream', name: nameOf(stream, 'Name') } as const)
      : ({ kind: 'table', name: 'alerts' } as const);
  return [{ name: nameOf(letters, 'QueueName'), function: name, source }];
}

/** The resource of the same template whose ARN a value is. */
const resourceOf = (resources: Resources, value: Value | undefined): Resource | undefined =>
  Object.entries(resources).find(([id]) => isDeepStrictEqual(value, getAtt(id, 'Arn')))?.[1];

const nameOf = ({ Properties = {} }: Resource, key: string): string => String(Properties[key]);
const propertyOf = (event: Fields, key: string): Value | undefined => fieldsOf(event['Properties'])[key];
const fieldsOf = (value: Value | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
