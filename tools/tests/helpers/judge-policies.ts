import { allows, type Grant, grantsOf } from './role-policies.ts';
import { isListed, listedInVain } from './unused-grants.ts';
import type { WatchedAws } from './watched-aws.ts';

/** What is wrong with policies of functions, judged by what these did. */
export interface Judgement {
  /** Calls that the server refused, and calls that no statement allows. */
  readonly refused: readonly unknown[];
  /** Grants that nobody used, without a reason: `<function> <statement> <action>`. */
  readonly unused: readonly string[];
  /** Reasons for what nobody is granted. */
  readonly listedInVain: readonly string[];
}

/** @param functions Their names; all of their calls were watched. */
export async function judgePolicies(aws: WatchedAws, functions: readonly string[]): Promise<Judgement> {
  const grants = new Map<string, readonly Grant[]>();
  for (const name of functions) grants.set(name, await grantsOf(aws.url, name));
  const calls = [...aws.calls.values()];
  const granted = functions.flatMap((name) =>
    (grants.get(name) ?? []).flatMap((grant) =>
      grant.Action.map((action) => ({
        name: `${name} ${grant.Sid} ${action}`,
        used: calls.some((call) => call.function === name && call.action === action && allows(grant, call)),
      })),
    ),
  );
  return {
    refused: [
      ...aws.denied,
      ...calls.filter((call) => !grants.get(call.function)?.some((grant) => allows(grant, call))),
    ],
    unused: granted.filter(({ name, used }) => !used && !isListed(name)).map(({ name }) => name),
    listedInVain: listedInVain(granted.map(({ name }) => name)),
  };
}
