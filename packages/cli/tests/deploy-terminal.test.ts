import type { ResourceChange } from '@streamalert/aws/deployment';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { PlannedStack } from '../src/deploy/plan-stack.ts';
import { formatDeploymentStatus } from '../src/terminal/deployment-status.ts';
import { formatDestruction } from '../src/terminal/destruction.ts';
import { formatFailure } from '../src/terminal/stack-outcome.ts';
import { formatPlan } from '../src/terminal/stack-plan.ts';
import { makeStack } from './helpers/stacks.ts';

const plain = pico.createColors(false);

const change = (action: ResourceChange['action'], logicalId: string, type: string, more = {}): ResourceChange => ({
  action,
  logicalId,
  type: `AWS::${type}`,
  properties: [],
  conditional: false,
  retained: false,
  ...more,
});

const planned = (id: string, action: PlannedStack['action'], changes: readonly ResourceChange[]): PlannedStack => {
  const stack = makeStack(id);
  return { stack, template: stack.template, artifacts: new Map(), action, changes, adoptions: [] };
};

describe('formatPlan', () => {
  it('says of each stack what would happen, what is lost first', () => {
    const stacks = [
      planned('shared', 'update', [
        change('modify', 'Topic', 'SNS::Topic', { physicalId: 'arn:topic', properties: ['Tags'] }),
        change('replace', 'Alerts', 'DynamoDB::Table', {
          physicalId: 'acme_alerts',
          properties: ['KeySchema'],
          retained: true,
        }),
        change('remove', 'Queue', 'SQS::Queue', { physicalId: 'acme_queue' }),
      ]),
      planned('rules-engine', 'none', []),
      planned('cluster-prod', 'create', [
        change('add', 'A', 'CloudWatch::Alarm'),
        change('add', 'B', 'CloudWatch::Alarm'),
        change('add', 'Role', 'IAM::Role'),
      ]),
    ];

    const text = formatPlan(stacks, plain, false);

    expect(text.split('\n')).toStrictEqual([
      'shared   acme-streamalert-shared   3 changes',
      '  ! Alerts   AWS::DynamoDB::Table   acme_alerts   KeySchema   REPLACED by a new one   the former stays in the account',
      '  - Queue   AWS::SQS::Queue   acme_queue   DELETED',
      '  ~ Topic   AWS::SNS::Topic   arn:topic   Tags',
      'cluster-prod   acme-streamalert-cluster-prod   is made, with 3 resources',
      '  + AWS::CloudWatch::Alarm ×2, AWS::IAM::Role',
      'no change: rules-engine',
      '',
    ]);
  });

  it('paints what is lost', () => {
    const colors = pico.createColors(true);
    const stacks = [planned('shared', 'update', [change('remove', 'Table', 'DynamoDB::Table')])];

    const [, line] = formatPlan(stacks, colors, false).split('\n');

    expect(line).toBe(colors.red(colors.bold('  - Table   AWS::DynamoDB::Table   DELETED')));
  });
});

describe('formatFailure', () => {
  const failure = { logicalId: 'Table', type: 'AWS::DynamoDB::Table', physicalId: 'acme_alerts', reason: 'No room.' };
  const told = (status: string, reason = 'No room.', interrupted = false) =>
    formatFailure(
      makeStack('shared'),
      { succeeded: false, status, failures: [{ ...failure, reason }] },
      interrupted,
      plain,
    ).split('\n');

  it('says which resource failed and why', () => {
    expect(told('UPDATE_ROLLBACK_COMPLETE')).toStrictEqual([
      'shared  UPDATE_ROLLBACK_COMPLETE   acme-streamalert-shared',
      '  Table   AWS::DynamoDB::Table   acme_alerts',
      '    No room.',
      '  The stack is as it was before. Repair the cause; "streamalert deploy" goes on where this ended.',
      '',
    ]);
  });

  it.each([
    ['a first creation', 'ROLLBACK_COMPLETE', 'No room.', /was not made/],
    ['a name that is taken', 'CREATE_FAILED', 'acme_alerts already exists', /deploy --adopt/],
    ['a deletion', 'DELETE_FAILED', 'not empty', /is still there/],
  ])('says what to do after %s', (_, status, reason, advice) => {
    expect(told(status, reason).at(-2)).toMatch(advice);
  });

  it('says of an interrupted one that AWS goes on', () => {
    expect(told('UPDATE_IN_PROGRESS', 'No room.', true)).toStrictEqual([
      'shared  UPDATE_IN_PROGRESS: CloudFormation goes on without this command; "streamalert status --deployed" shows how it ended.',
      '',
    ]);
  });
});

describe('formatDestruction', () => {
  const doomed = [
    {
      id: 'shared',
      stackName: 'acme-streamalert-shared',
      region: 'us-east-1',
      resources: [
        { logicalId: 'Queue', type: 'AWS::SQS::Queue', physicalId: 'acme_queue' },
        { logicalId: 'Alarm', type: 'AWS::CloudWatch::Alarm', physicalId: 'acme_alarm' },
      ],
      retained: [{ logicalId: 'Alerts', type: 'AWS::DynamoDB::Table', physicalId: 'acme_alerts' }],
    },
  ];

  it('says what goes with what is in it, and what stays', () => {
    expect(formatDestruction(doomed, false, plain).split('\n')).toStrictEqual([
      'shared   acme-streamalert-shared   2 resources deleted',
      '  - AWS::SQS::Queue   acme_queue   DELETED with what is in it',
      '    AWS::DynamoDB::Table   acme_alerts   stays',
      '',
    ]);
  });

  it('says loudest what is deleted for good', () => {
    const colors = pico.createColors(true);

    const text = formatDestruction(doomed, true, colors);

    const line = '  - AWS::DynamoDB::Table   acme_alerts   DELETED FOR GOOD';
    expect(text.split('\n')).toContain(colors.red(colors.bold(line)));
  });
});

describe('formatDeploymentStatus', () => {
  it('shows what is there, what is not, and what somebody has to look at', () => {
    const at = { region: 'us-east-1', changedAt: 0, functions: [] };
    const text = formatDeploymentStatus(
      {
        prefix: 'acme',
        accountId: '123456789012',
        region: 'us-east-1',
        stacks: [
          { ...at, id: 'shared', stackName: 's', known: true, status: 'UPDATE_COMPLETE' },
          {
            ...at,
            id: 'rules-engine',
            stackName: 'r',
            known: true,
            status: 'UPDATE_ROLLBACK_COMPLETE',
            reason: 'No room.',
            functions: [{ name: 'engine', live: '6', newest: '8' }, { name: 'gone' }],
          },
          { id: 'cluster-prod', stackName: 'c', region: 'us-east-1', known: true, functions: [] },
          { ...at, id: 'cluster-old', stackName: 'o', known: false, status: 'CREATE_COMPLETE' },
        ],
        queues: [
          { queue: 'records', waiting: 1200, inFlight: 3 },
          { queue: 'idle', waiting: 0, inFlight: 0 },
        ],
        deadLetters: [
          { queue: 'records_dead_letters', waiting: 2, inFlight: 0 },
          { queue: 'idle_dead_letters', waiting: 0, inFlight: 0 },
        ],
        alarms: { total: 9, ringing: [{ alarm: 'records_age', reason: 'Threshold Crossed', since: 60_000 }] },
      },
      120_000,
      plain,
    );

    expect(text.split('\n')).toStrictEqual([
      'deployment   acme   account 123456789012   us-east-1',
      '  shared         UPDATE_COMPLETE   2 min ago',
      '  rules-engine   UPDATE_ROLLBACK_COMPLETE   No room.   2 min ago   version 6 (rolled back, 8 is the newest)   gone is missing',
      '  cluster-prod   not deployed',
      '  cluster-old    CREATE_COMPLETE   2 min ago   conf/ has it no more: streamalert destroy cluster-old removes it',
      'queues       1,200 messages waiting, 3 at work',
      '  records   1,200 waiting, 3 at work',
      'dead letters 2',
      '  records_dead_letters   2 messages   streamalert redrive show records_dead_letters',
      'alarms       1 of 9 ring',
      '  records_age   since 60 s   Threshold Crossed',
      '',
    ]);
  });
});
