import type { Value } from './template.ts';

/** One statement of a policy. */
export interface Statement {
  /** Names the statement, letters and digits: what it is for. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: Value;
  readonly Principal?: Value;
  readonly Condition?: Value;
}

/** Something a function may do. */
export const allow = (sid: string, actions: readonly string[], resource: Value, condition?: Value): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
  ...(condition !== undefined && { Condition: condition }),
});

/** A policy document. */
export const policyDocument = (statements: readonly Statement[]): Value => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ ...statement })),
});

/** Who may assume a role. */
export const trust = (service: string, condition?: Value): Value => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(condition !== undefined && { Condition: condition }),
    },
  ],
});

/** Only for resources of this account, so that a service cannot be made to act for somebody else. */
export const ofThisAccount: Value = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
