import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../workspace.ts';
import { madeOnce } from './made-once.ts';
import { Missing } from './missing.ts';

const exec = promisify(execFile);
const pins = fileURLToPath(new URL('./dynamodb-local.sha256', import.meta.url));
const project = fileURLToPath(new URL('./pom.xml', import.meta.url));
const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/**
 * Amazon's own DynamoDB for development, the strict one, fetched through Maven and checked against `dynamodb-local.sha256`.
 *
 * @returns The folder of its libraries.
 * @throws Missing without Java and Maven.
 */
export async function dynamoDbLocal(): Promise<string> {
  await requirePrograms();
  const digest = createHash('sha256').update(readFileSync(pins)).digest('hex').slice(0, 16);
  return madeOnce(join(root, '.tools', `dynamodb-local-${digest}`), async (folder) => {
    mkdirSync(folder);
    try {
      await exec('mvn', ['-q', '-B', '-f', project, copy, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]);
    } catch (error) {
      throw new Missing(`Maven could not fetch DynamoDBLocal: ${(error as { stdout?: string }).stdout ?? error}`);
    }
    verify(folder);
  });
}

async function requirePrograms(): Promise<void> {
  for (const [program, argument] of [
    ['java', '-version'],
    ['mvn', '--version'],
  ] as const) {
    await exec(program, [argument]).catch(() => {
      throw new Missing(`DynamoDBLocal needs Java and Maven, and ${program} does not run here`);
    });
  }
}

/** @throws Error, never {@link Missing}: a file that is not the one we know must not be run, nor be overlooked. */
function verify(folder: string): void {
  const wanted = readFileSync(pins, 'utf8').trim();
  const found = readdirSync(folder)
    .sort()
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex')}  ${file}`,
    );
  const unknown = found.filter((line) => !wanted.split('\n').includes(line));
  if (unknown.length > 0 || found.length !== wanted.split('\n').length) {
    throw new Error(`DynamoDBLocal is not what ${pins} pins: ${unknown.join(', ') || 'files are missing'}`);
  }
}
