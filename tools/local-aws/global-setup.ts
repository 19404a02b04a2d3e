import type { AwsServer, AwsServerName } from '@streamalert/test-kit';
import type { TestProject } from 'vitest/node';
import { Missing } from './missing.ts';
import type { ServerProcess } from './server-process.ts';
import { startDynamoDbLocal, startMiniStack, startMoto } from './servers.ts';

const starters: Readonly<Record<AwsServerName, () => Promise<ServerProcess>>> = {
  ministack: startMiniStack,
  moto: startMoto,
  dynamodbLocal: startDynamoDbLocal,
};

let running: readonly ServerProcess[] = [];

/** Starts the local AWS servers for the test files of a project, which find their addresses through `awsServer`. */
export async function setup(project: TestProject): Promise<void> {
  const started = await Promise.all(
    Object.entries(starters).map(async ([name, start]) => [name, await tryStart(start)] as const),
  );
  running = started.flatMap(([, server]) => ('stop' in server ? [server] : []));
  const found = started.map(([name, server]): [string, AwsServer] => [
    name,
    'stop' in server ? { kind: 'running', url: server.url } : server,
  ]);
  project.provide('awsServers', Object.fromEntries(found) as Record<AwsServerName, AwsServer>);
}

export async function teardown(): Promise<void> {
  await Promise.all(running.map((server) => server.stop()));
}

async function tryStart(start: () => Promise<ServerProcess>): Promise<ServerProcess | AwsServer> {
  try {
    return await start();
  } catch (error) {
    // The tests that need it fail with the reason, and the others run.
    if (!(error instanceof Missing)) return { kind: 'missing', reason: String(error), required: true };
    // Java is asked of nobody: what only DynamoDBLocal would judge is judged by the other two as well, less strictly.
    const required = process.env['CI'] !== undefined && start !== startDynamoDbLocal;
    return { kind: 'missing', reason: error.message, required };
  }
}
