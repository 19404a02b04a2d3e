import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { commandOf, onHost } from './rows.ts';

/** Shells on a socket: of bash itself, netcat, socat, and scripting languages. */
const reverseShell =
  /\/dev\/(?:tcp|udp)\/[^ /]+\/\d+|\b(?:nc|ncat|netcat)\b.*\s-[a-z]*[ec]\s+\S*(?:sh|cmd)\b|\bsocat\b.*\bexec:.*sh\b|socket.*(?:pty\.spawn|subprocess|dup2)/i;

export const osqueryReverseShell = defineRule({
  id: 'osquery_reverse_shell',
  description:
    'A process connects its shell to another host, so that somebody there can type commands.\nFalse positive: an exercise, or a developer who tries it out.',
  logs: ['osquery:differential'],
  where: { action: 'added' },
  when: ({ record }) => reverseShell.test(commandOf(record)) && onHost(record, 'reverse shell'),
  severity: 'critical',
  tags: ['osquery', 'endpoint', 'execution'],
  attack: [
    { tactic: 'TA0002', technique: 'T1059.004' },
    { tactic: 'TA0011', technique: 'T1071' },
  ],
  references: [
    'https://osquery.io/schema/',
    'https://attack.mitre.org/techniques/T1059/004/',
    'https://attack.mitre.org/techniques/T1071/',
  ],
  runbook: steps(
    'See where it connects to, and which process started it.',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
    'Find the way in: the parent process tells (web server, cron, a session).',
  ),
});
