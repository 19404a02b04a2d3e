import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { awsCall } from '../aws-call.ts';

/** Options of {@link createSnsTopic}. */
export interface SnsTopicOptions {
  readonly client: SNSClient;
  readonly topicArn: string;
}

/** A message for people. */
export interface SnsMessage {
  /** One line; of mails the subject. */
  readonly subject: string;
  readonly body: string;
}

/** A topic that tells people something. */
export interface SnsTopic {
  /** A subject or body over what SNS takes is cut, the body at the end of a line, with a last line that says so. */
  publish(message: SnsMessage): Promise<void>;
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const largest = { subjectCharacters: 99, bodyBytes: 262_144 };
const rest = '\n… the rest is left out: it is more than a message holds';

/** A topic of SNS. */
export function createSnsTopic({ client, topicArn }: SnsTopicOptions): SnsTopic {
  return {
    async publish({ subject, body }) {
      const Subject = subject.slice(0, largest.subjectCharacters);
      await awsCall(`sns:Publish to ${topicArn}`, () =>
        client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: cut(body) })),
      );
    },
  };
}

function cut(body: string): string {
  const bytes = Buffer.from(body);
  if (bytes.length <= largest.bodyBytes) return body;
  const room = largest.bodyBytes - Buffer.byteLength(rest);
  const end = bytes.lastIndexOf('\n', room);
  // A line that alone is too long: between two characters.
  const kept =
    end > 0
      ? bytes.subarray(0, end).toString()
      : bytes
          .subarray(0, room)
          .toString()
          .replace(/\uFFFD+$/, '');
  return kept + rest;
}
