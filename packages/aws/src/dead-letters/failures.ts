import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type JsonObject, type Micros, parseJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { awsCall, isCode } from '../aws-call.ts';
import { AwsError } from '../errors.ts';

/** Pages that are read of a log at most: the reason is a help, and not worth more than seconds. */
const maxPages = 20;

/**
 * Why a function did not process an item of a batch, as its log says of the last try.
 *
 * @param item Id of the message, or of the request that failed as a whole.
 * @param since Nothing older is looked at.
 * @returns `undefined` when the log says nothing of it (any more).
 */
export async function findFailure(
  client: CloudWatchLogsClient,
  functionName: string,
  item: string,
  since: Micros,
): Promise<string | undefined> {
  const logGroupName = `/aws/lambda/${functionName}`;
  let reason: string | undefined;
  let nextToken: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { events = [], nextToken: next } = await awsCall(`logs:FilterLogEvents on ${logGroupName}`, () =>
      client.send(
        new FilterLogEventsCommand({
          logGroupName,
          filterPattern: `"${item}"`,
          startTime: Math.floor(since / 1000),
          ...(nextToken !== undefined && { nextToken }),
        }),
      ),
    ).catch((error: unknown) => {
      if (error instanceof AwsError && isCode(error.cause, 'ResourceNotFoundException'))
        return { events: [], nextToken: undefined };
      throw error;
    });
    for (const { message = '' } of events) reason = failureIn(message) ?? reason;
    if (next === undefined) break;
    nextToken = next;
  }
  return reason;
}

/** An entry that our logger wrote about a failure, or that Lambda did. */
function failureIn(line: string): string | undefined {
  const entry = parsed(line);
  if (entry === undefined)
    return / Task timed out after /.test(line) ? line.trim().replace(/^\S+ \S+ /, '') : undefined;
  const { level, reason, message, errorMessage } = entry;
  if (typeof errorMessage === 'string') return errorMessage;
  if (level !== 'ERROR') return undefined;
  return typeof reason === 'string' ? reason : typeof message === 'string' ? message : undefined;
}

function parsed(line: string): JsonObject | undefined {
  const start = line.indexOf('{');
  if (start < 0) return undefined;
  try {
    const value = parseJson(line.slice(start));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
