import type { Json, JsonObject } from '@streamalert/rules-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicPolicy } from '../src/aws/public-policy.ts';

const allow = (more: JsonObject): JsonObject => ({ Statement: [{ Effect: 'Allow', Action: 's3:*', ...more }] });
const everybody = (condition: Json): JsonObject => allow({ Principal: '*', Condition: condition });

describe('isPublicPolicy', () => {
  it.each<[string, JsonObject, boolean]>([
    ['everybody', allow({ Principal: '*' }), true],
    ['everybody with an AWS account', allow({ Principal: { AWS: '*' } }), true],
    ['everybody in a list', allow({ Principal: { AWS: ['123456789012', '*'] } }), true],
    ['a single statement that is no list', { Statement: { Effect: 'Allow', Principal: '*' } }, true],
    ['an effect in other letters', { Statement: [{ Effect: 'allow', Principal: '*' }] }, false],
    ['a denial of everybody', { Statement: [{ Effect: 'Deny', Principal: '*' }] }, false],
    ['an account number', allow({ Principal: { AWS: '123456789012' } }), false],
    ['a role', allow({ Principal: { AWS: 'arn:aws:iam::123456789012:role/reader' } }), false],
    ['any account in an ARN', allow({ Principal: { AWS: 'arn:aws:iam::*:role/reader' } }), true],
    ['no account in an ARN', allow({ Principal: { AWS: 'arn:aws:iam:::role/reader' } }), true],
    ['the account of CloudFront', allow({ Principal: { AWS: 'arn:aws:iam::cloudfront:user/OAI' } }), false],
    ['a bucket, which has no account', allow({ Principal: 'arn:aws:s3:::example-bucket' }), false],
    ['a service', allow({ Principal: { Service: 'logs.us-east-1.amazonaws.com' } }), false],
    ['an internal service', allow({ Principal: { Service: 'config.aws.internal' } }), false],
    ['a wildcard among services', allow({ Principal: { Service: '*.example.com' } }), true],
    ['a federated stranger', allow({ Principal: { Federated: '*' } }), false],
    ['no principal at all', allow({}), false],
    ['everybody but one', allow({ NotPrincipal: { AWS: '123456789012' } }), true],
  ])('judges the principal: %s', (_case, policy, isPublic) => {
    expect(isPublicPolicy(policy)).toBe(isPublic);
  });

  it.each<[string, JsonObject, boolean]>([
    ['one account', { StringEquals: { 'aws:SourceAccount': '123456789012' } }, false],
    ['a key in other letters', { StringEquals: { 'AWS:sourceaccount': '123456789012' } }, false],
    ['an operator with a suffix', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-0a1b' } }, false],
    ['any organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, true],
    ['a negation, which narrows nothing', { StringNotEquals: { 'aws:SourceAccount': '123456789012' } }, true],
    ['a key that names nobody', { StringEquals: { 'aws:Referer': 'https://example.com' } }, true],
    ['one network', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, false],
    ['one network and the whole internet', { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '0.0.0.0/0'] } }, true],
    ['one topic', { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:123456789012:alarms' } }, false],
    ['topics of any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }, true],
    ['sessions of one role', { StringLike: { 'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:*' } }, false],
    ['sessions of any role', { StringLike: { 'aws:userid': '*:admin' } }, true],
    [
      'a user id without wildcard, which is malformed',
      { StringLike: { 'aws:userid': 'AIDACKCEVSQ6C2EXAMPLE' } },
      false,
    ],
    ['a set of accounts', { 'ForAnyValue:StringEquals': { 'aws:SourceAccount': ['123456789012'] } }, false],
    ['a set that is no list, which is skipped', { 'ForAnyValue:StringEquals': { 'aws:SourceAccount': '12' } }, true],
    ['an empty list, which gives no entry', { StringEquals: { 'aws:SourceAccount': [] } }, true],
    ['one narrow and one open entry', { StringLike: { 'aws:SourceVpc': 'vpc-0a1b', 'aws:SourceOwner': '*' } }, true],
  ])('judges the condition: %s', (_case, condition, isPublic) => {
    expect(isPublicPolicy(everybody(condition))).toBe(isPublic);
  });

  it('stops at a malformed statement and does not look at the open one behind it', () => {
    expect(isPublicPolicy({ Statement: ['Allow', { Effect: 'Allow', Principal: '*' }] })).toBe(false);
  });

  it('answers for any JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (principal, condition) => {
        expect(typeof isPublicPolicy(allow({ Principal: principal as Json, Condition: condition as Json }))).toBe(
          'boolean',
        );
      }),
    );
  });
});
