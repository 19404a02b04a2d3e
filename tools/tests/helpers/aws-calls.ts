import { fileURLToPath } from 'node:url';
import { awsTool } from '../../local-aws/aws-tools.ts';
import { mustRun } from '../../run.ts';

/** An operation as boto3 calls it: `['dynamodb', 'list_tables', {}]`. */
export type AwsCall = readonly [service: string, operation: string, input?: object];

/** All pages of an answer, or what AWS said instead. */
// biome-ignore lint/suspicious/noExplicitAny: every operation has another answer, and the tests look at parts of them
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- for the same reason
export type AwsAnswer = { readonly answer?: any; readonly refused?: string };

const script = fileURLToPath(new URL('./aws_calls.py', import.meta.url));

/**
 * Asks services that no package of ours has a client for, with the client that comes with SAM.
 *
 * @param url Address of the local server.
 */
export async function tryAws(url: string, calls: readonly AwsCall[]): Promise<readonly AwsAnswer[]> {
  const [python] = await awsTool('sam');
  const asked = JSON.stringify(calls.map(([service, operation, input = {}]) => [service, operation, input]));
  const { stdout } = await mustRun(python, [script, asked], {
    cwd: import.meta.dirname,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
  });
  return JSON.parse(stdout) as readonly AwsAnswer[];
}

/** Like {@link tryAws}, of calls that must succeed. */
export async function askAws(url: string, ...calls: readonly AwsCall[]) {
  const answers = await tryAws(url, calls);
  return answers.map(({ answer, refused }, index) => {
    if (refused !== undefined) throw new Error(`${calls[index]?.join(' ')}: ${refused}`);
    return answer;
  });
}
