import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dynamoDbLocal } from './dynamodb-local.ts';
import { pythonEnvironment } from './python-environment.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const beside = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
const serve = beside('serve.py');

/** Options of {@link startMiniStack}. */
export interface MiniStackOptions {
  /** Where functions send their calls, if not to the server itself. */
  readonly functionsCall?: string;
  /** Functions may do what their roles allow; the key `test` may do everything. */
  readonly authorizes?: boolean;
}

/** MiniStack: most of AWS in one process, with a real Lambda, SQS polling and Athena. @throws Missing */
export async function startMiniStack({ functionsCall, authorizes }: MiniStackOptions = {}): Promise<ServerProcess> {
  const python = await pythonEnvironment('ministack', beside('requirements-ministack.txt'));
  return startServer({
    program: python,
    // By itself it would listen on every address; and one more process for hypercorn's worker would outlive us.
    arguments: (port) => [serve, 'hypercorn', 'ministack.app:app', '--bind', `127.0.0.1:${port}`, '--workers', '0'],
    // Functions are processes of their own, which find the server at this port.
    environment: (port) => ({
      IOT_MTLS_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      GATEWAY_PORT: String(port),
      ...(functionsCall !== undefined && { AWS_ENDPOINT_URL: functionsCall }),
      ...(authorizes === true && { AUTH: 'true' }),
    }),
    readyPath: '/_ministack/health',
  });
}

/** Moto: a second, independent reading of the same APIs. @throws Missing */
export async function startMoto(): Promise<ServerProcess> {
  const python = await pythonEnvironment('moto', beside('requirements-moto.txt'));
  return startServer({
    program: python,
    arguments: (port) => [serve, 'moto_one_at_a_time', '-H', '127.0.0.1', '-p', String(port)],
    readyPath: '/moto-api/',
  });
}

/** DynamoDBLocal: strict about names, conditions and transactions. @throws Missing without Java and Maven */
export async function startDynamoDbLocal(): Promise<ServerProcess> {
  const libraries = await dynamoDbLocal();
  const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port'];
  return startServer({
    program: 'sh',
    arguments: (port) => [
      '-c',
      // Java does not look at its standard input, so `cat` waits for its end.
      '"$@" & cat > /dev/null; kill $!',
      'sh',
      'java',
      '-Xmx512m',
      // It lives for minutes at most: compiling it as if for days, and collecting side by side, take more than they give.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-cp',
      join(libraries, '*'),
      `-Djava.library.path=${libraries}`,
      main,
      ...options,
      String(port),
    ],
    readyPath: '/',
  });
}
