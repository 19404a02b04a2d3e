import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byMember } from './slack.ts';

export const slackPrivateChannelMadePublic = defineRule({
  id: 'slack_private_channel_made_public',
  description:
    'A private channel was opened to all members, with everything that was ever said in it.\nFalse positive: a project that is announced.',
  logs: ['slack:audit'],
  where: { action: ['private_channel_converted_to_public'] },
  when: ({ record }) => byMember(record, `${textAt(record, 'entity.channel.name') || 'a channel'} made public`),
  severity: 'low',
  tags: ['slack', 'collection'],
  attack: [{ tactic: 'TA0009', technique: 'T1213.005' }],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1213/005/',
  ],
  runbook: steps(
    'Ask the members of the channel whether they agreed.',
    'If not: make it private again, and look for secrets in it that must be replaced.',
  ),
});
