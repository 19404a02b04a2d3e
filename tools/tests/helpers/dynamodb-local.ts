import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoDbLocal } from '../../local-aws/dynamodb-local.ts';
import { Missing } from '../../local-aws/missing.ts';
import type { ServerProcess } from '../../local-aws/server-process.ts';
import { startDynamoDbLocal } from '../../local-aws/servers.ts';

/** Tests on a DynamoDBLocal of their own; they are left out, with the reason, where there is no Java to run it. */
export async function describeOnDynamoDbLocal(name: string, tests: (url: () => string) => void): Promise<void> {
  const lacks = await missing();
  describe.skipIf(lacks !== undefined)(lacks === undefined ? name : `${name}: ${lacks}`, () => {
    let server: ServerProcess;
    beforeAll(async () => {
      server = await startDynamoDbLocal();
    });
    afterAll(() => server?.stop());
    tests(() => server.url);
  });
}

async function missing(): Promise<string | undefined> {
  try {
    await dynamoDbLocal();
    return undefined;
  } catch (error) {
    if (error instanceof Missing) return error.message;
    throw error;
  }
}
