import { describe, expect, it } from 'vitest';
import { chooseStacks, type StackChoice } from '../src/deploy/choose-stacks.ts';
import { StackStateError } from '../src/deploy/errors.ts';
import { stateOf } from '../src/deploy/stack-state.ts';
import { UsageError } from '../src/errors.ts';
import { makeStack } from './helpers/stacks.ts';

const all = [
  makeStack('shared'),
  makeStack('alert-processor'),
  makeStack('rules-engine'),
  makeStack('cluster-dev'),
  makeStack('cluster-prod'),
  makeStack('cluster-prod-eu-west-1', { needs: ['cluster-prod'] }),
];

const chosen = (choice: StackChoice) => chooseStacks(all, choice).map(({ id }) => id);

describe('chooseStacks', () => {
  it.each<[string, StackChoice, readonly string[]]>([
    ['all when nothing is named', {}, all.map(({ id }) => id)],
    ['stacks by id, in their own order', { stacks: ['rules-engine', 'shared'] }, ['shared', 'rules-engine']],
    ['a stack by its name on AWS', { stacks: ['acme-streamalert-shared'] }, ['shared']],
    ['stacks by a pattern', { stacks: ['cluster-*'] }, ['cluster-dev', 'cluster-prod', 'cluster-prod-eu-west-1']],
    ['functions by their names in 3.5', { functions: ['rule', 'alert'] }, ['alert-processor', 'rules-engine']],
    ['a cluster with its stacks in other regions', { clusters: ['prod'] }, ['cluster-prod', 'cluster-prod-eu-west-1']],
    ['the classifiers of one cluster', { functions: ['classifier'], clusters: ['dev'] }, ['cluster-dev']],
    ['all classifiers', { functions: ['classifier'] }, ['cluster-dev', 'cluster-prod', 'cluster-prod-eu-west-1']],
  ])('takes %s', (_, choice, expected) => {
    expect(chosen(choice)).toStrictEqual(expected);
  });

  it.each<[string, StackChoice, string]>([
    ['stack', { stacks: ['rules'] }, 'the deployment has no stack "rules"; its stacks are shared, alert-processor'],
    ['cluster', { clusters: ['test'] }, 'the deployment has no cluster "test"'],
    ['function', { functions: ['rules'] }, 'rules is no function; there are alert, alert_merger, classifier, rule'],
    ['function of 3.5 alone', { functions: ['athena'] }, 'athena is not deployed by this version'],
  ])('says what there is in place of an unknown %s', (_, choice, message) => {
    expect(() => chosen(choice)).toThrow(UsageError);
    expect(() => chosen(choice)).toThrow(message);
  });

  it('tells of a function that is not switched on, and does not take everything instead', () => {
    const skipped: string[] = [];

    const taken = chooseStacks(all, { functions: ['rule_promo'] }, (name) => skipped.push(name));

    expect([taken, skipped]).toStrictEqual([[], ['rule_promo']]);
  });
});

describe('stateOf', () => {
  const stack = (status: string) => ({ name: 'acme', id: 'arn', status, changedAt: 0, outputs: {}, reason: 'why' });

  it.each([
    ['absent', 'REVIEW_IN_PROGRESS'],
    ['broken', 'ROLLBACK_COMPLETE'],
    ['broken', 'ROLLBACK_FAILED'],
    ['broken', 'CREATE_FAILED'],
    ['ready', 'CREATE_COMPLETE'],
    ['ready', 'UPDATE_ROLLBACK_COMPLETE'],
    ['ready', 'IMPORT_COMPLETE'],
  ])('is %s in %s', (state, status) => {
    expect(stateOf(stack(status))).toBe(state);
  });

  it('is absent where there is no stack', () => {
    expect(stateOf(undefined)).toBe('absent');
  });

  it.each([
    ['UPDATE_IN_PROGRESS', 'acme is being changed: UPDATE_IN_PROGRESS; try again when that is over'],
    ['DELETE_FAILED', 'acme could not be deleted (why); streamalert destroy tries again'],
    [
      'UPDATE_ROLLBACK_FAILED',
      'acme is stuck in UPDATE_ROLLBACK_FAILED (why); repair the cause, then "aws cloudformation continue-update-rollback --stack-name acme" frees it',
    ],
  ])('refuses %s and says what to do', (status, message) => {
    expect(() => stateOf(stack(status))).toThrow(new StackStateError(message, 'acme', status));
  });
});
