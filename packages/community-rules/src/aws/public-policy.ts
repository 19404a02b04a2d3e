import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';

/**
 * What one part of a policy says about strangers. `malformed` is decisive: AWS would not have stored such a policy, so
 * nothing after it is judged.
 */
type Judgement = 'open' | 'closed' | 'malformed';

/** The first judgement that decides, as one open part opens the whole. */
function firstDecisive<T>(parts: readonly T[], judge: (part: T) => Judgement): Judgement {
  for (const part of parts) {
    const judgement = judge(part);
    if (judgement !== 'closed') return judgement;
  }
  return 'closed';
}

/**
 * True when a resource policy lets anybody in: one statement allows a principal that names nobody in particular, and
 * no condition narrows it down. Actions and resources are not looked at.
 *
 * `{ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '…' }] }` is public; with
 * `Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b' } }` it is not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function isPublicPolicy(policy: JsonObject): boolean {
  return firstDecisive(oneOrMany(policy['Statement']), judgeStatement) === 'open';
}

function judgeStatement(statement: Json): Judgement {
  if (!isJsonObject(statement)) return 'malformed';
  if (statement['Effect'] !== 'Allow') return 'closed';
  const conditions = judgeConditions(statement['Condition']);
  if (conditions !== 'open') return conditions;
  return 'NotPrincipal' in statement ? 'open' : judgePrincipal(statement['Principal']);
}

function judgePrincipal(principal: Json | undefined): Judgement {
  const named = isJsonObject(principal)
    ? [...oneOrMany(principal['AWS']), ...oneOrMany(principal['Service'])]
    : oneOrMany(principal);
  return firstDecisive(named, judgeText(judgeArn));
}

/** Operators that narrow a statement down; suffixes such as `IfExists` follow, negations begin otherwise. */
const narrowingOperator = /^(for(?:all|any)values?:)?(?:arnequals|arnlike|stringequals|stringlike|ipaddress)/i;

const judgePlain = (value: string): Judgement => (value.includes('*') ? 'open' : 'closed');

/** Condition keys that say who may come in, and what their values say about it. */
const narrowingKeys: ReadonlyMap<string, (value: string) => Judgement> = new Map([
  ['aws:sourcearn', judgeArn],
  ['aws:userid', judgeUserId],
  ['aws:sourceip', (value) => (value.endsWith('/0') ? 'open' : 'closed')],
  ['aws:sourceowner', judgePlain],
  ['aws:sourceaccount', judgePlain],
  ['kms:calleraccount', judgePlain],
  ['aws:principalorgid', judgePlain],
  ['aws:sourcevpc', judgePlain],
  ['aws:sourcevpce', judgePlain],
]);

/** Open when nothing narrows the statement down, or when one of the narrowing values lets everybody through. */
function judgeConditions(condition: Json | undefined): Judgement {
  if (condition === undefined || condition === null) return 'open';
  if (!isJsonObject(condition)) return 'malformed';
  const entries: Judgement[] = [];
  for (const [operator, tests] of Object.entries(condition)) {
    const match = narrowingOperator.exec(operator);
    if (match === null) continue;
    if (!isJsonObject(tests)) return 'malformed';
    for (const [key, value] of Object.entries(tests)) {
      const judge = narrowingKeys.get(key.toLowerCase());
      const overSet = match[1] !== undefined;
      if (judge === undefined || (overSet && !Array.isArray(value))) continue;
      entries.push(...oneOrMany(value).map(judgeText(judge)));
    }
  }
  return entries.length === 0 ? 'open' : firstDecisive(entries, (entry) => entry);
}

/** A wildcard at the very end, `AROA…:*`, still names one role. */
function judgeUserId(value: string): Judgement {
  const wildcard = value.indexOf('*');
  if (wildcard < 0) return 'malformed';
  return wildcard < value.length - 1 ? 'open' : 'closed';
}

const arnForm = /^arn:[^:]*:(?<service>[^:]*):[^:]*:(?<account>\*|\d{12}|cloudfront|aws|):.+$/s;
const namesSomebody = [/^\d{12}$/, /^(?:[\w-]+\.){1,2}amazon(?:aws)?\.com$/, /^[\w-]+\.aws\.internal$/];

/** ARNs of buckets carry no account, so an empty one says nothing there. */
function judgeArn(value: string): Judgement {
  const arn = arnForm.exec(value)?.groups;
  if (arn !== undefined) {
    if (arn['service'] === 's3') return 'closed';
    return arn['account'] === '*' || arn['account'] === '' ? 'open' : 'closed';
  }
  return namesSomebody.some((form) => form.test(value)) ? 'closed' : judgePlain(value);
}

function judgeText(judge: (value: string) => Judgement): (value: Json) => Judgement {
  return (value) => (typeof value === 'string' ? judge(value) : 'malformed');
}

function oneOrMany(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value as Json];
}
