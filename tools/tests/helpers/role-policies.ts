import type { FunctionCall } from './function-calls.ts';

/** A statement of a role's policy, as it was deployed. */
export interface Grant {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** The policy of a function's role, with every reference resolved. */
export async function grantsOf(url: string, functionName: string): Promise<readonly Grant[]> {
  const answer = await post(url, {
    Action: 'GetRolePolicy',
    Version: '2010-05-08',
    RoleName: `${functionName}_role`,
    PolicyName: 'Function',
  });
  const document = /<PolicyDocument>(.*?)<\/PolicyDocument>/s.exec(answer)?.[1];
  if (document === undefined) throw new Error(`the role of ${functionName} has no policy: ${answer}`);
  return JSON.parse(decodeURIComponent(document)).Statement;
}

/** Whether a statement allows a call. */
export const allows = (grant: Grant, { action, resource, prefix }: FunctionCall): boolean =>
  grant.Action.includes(action) &&
  [grant.Resource].flat().some((pattern) => matches(pattern, resource)) &&
  (grant.Condition === undefined || prefixes(grant.Condition).some((pattern) => matches(pattern, prefix ?? '')));

/** What the one condition that policies of functions have allows. */
function prefixes(condition: object): readonly string[] {
  const { StringLike, ...others } = condition as { StringLike?: { 's3:prefix'?: string | readonly string[] } };
  const patterns = StringLike?.['s3:prefix'];
  if (patterns === undefined || Object.keys(others).length > 0) {
    throw new Error(`nobody has said how to judge the condition ${JSON.stringify(condition)}`);
  }
  return [patterns].flat();
}

function matches(pattern: string, resource: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(resource);
}

/** A call to IAM as the server's root user, whose signature it does not look at: no package needs a client of IAM. */
async function post(url: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0';
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(parameters),
  });
  return response.text();
}
