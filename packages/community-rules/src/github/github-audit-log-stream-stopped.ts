import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubAuditLogStreamStopped = defineRule({
  id: 'github_audit_log_stream_stopped',
  description:
    'The stream of the audit log was deleted: what happens in GitHub no longer arrives here.\nFalse positive: the change to another stream; the new one is there first.',
  logs: ['github:audit'],
  where: { action: ['audit_log_streaming.destroy'] },
  when: ({ record }) => byActor(record, 'audit log stream deleted for'),
  severity: 'high',
  tags: ['github', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.008' }],
  references: [
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Set the stream up again, and fetch the gap from the audit log API.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
