import { isJsonObject, type Json, safeJsonParse, valueAt } from '@streamalert/rules-sdk';

/**
 * The statements of an IAM policy that a request holds as text or as an object; `[]` for what is no policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
function statementsOf(policy: Json | undefined): readonly Json[] {
  const document = typeof policy === 'string' ? safeJsonParse(policy) : policy;
  return oneOrMany(valueAt(document, 'Statement')).filter((statement) => valueAt(statement, 'Effect') === 'Allow');
}

/** True when one statement allows every action on everything. */
export function grantsEverything(policy: Json | undefined): boolean {
  return statementsOf(policy).some(
    (statement) =>
      oneOrMany(valueAt(statement, 'Action')).some((action) => action === '*' || action === '*:*') &&
      oneOrMany(valueAt(statement, 'Resource')).includes('*'),
  );
}

/**
 * Who of outside the account a policy names as principal: account numbers, `*` for everybody. Services are left out, and
 * so are identity providers, which the account itself has to trust first.
 */
export function strangersIn(policy: Json | undefined, account: string): readonly string[] {
  const principals = statementsOf(policy).flatMap((statement) => {
    const principal = valueAt(statement, 'Principal');
    return oneOrMany(isJsonObject(principal) ? principal['AWS'] : principal);
  });
  const named = principals.flatMap((principal) => (typeof principal === 'string' ? [accountIn(principal)] : []));
  return [...new Set(named)].filter((name) => name !== '' && name !== account);
}

/** The account that an ARN or account number names; `*` for everybody; `''` for services and ids. */
export function accountIn(principal: string): string {
  if (principal === '*') return '*';
  return /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12}|\*)(?::|$)/.exec(principal)?.[1] ?? '';
}

function oneOrMany(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
