import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { commandOf, onHost } from './rows.ts';

/** The usual ways to do so in bash and zsh. */
const tampering =
  /\bhistory\s+-c\b|\bunset\s+HISTFILE\b|\bHIST(?:FILE|SIZE|FILESIZE)=(?:0\b|\/dev\/null)|\b(?:rm|shred|truncate|unlink)\b.*\.(?:bash|zsh|sh)_history\b|\bln\b.*\/dev\/null.*_history\b/;

export const osqueryHistoryTampered = defineRule({
  id: 'osquery_history_tampered',
  description:
    'Somebody kept a shell from remembering what they typed, or deleted what it had remembered.\nFalse positive: a person who types a password by mistake and tidies up.',
  logs: ['osquery:differential'],
  where: { action: 'added' },
  when: ({ record }) => tampering.test(commandOf(record)) && onHost(record, 'shell history tampered with'),
  severity: 'medium',
  tags: ['osquery', 'endpoint', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1070.003' },
    { tactic: 'TA0005', technique: 'T1562.003' },
  ],
  references: [
    'https://osquery.io/schema/',
    'https://attack.mitre.org/techniques/T1070/003/',
    'https://attack.mitre.org/techniques/T1562/003/',
  ],
  runbook: steps(
    'See who it was and what the audit log of the host says about that session.',
    'Ask them.',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
  ),
});
