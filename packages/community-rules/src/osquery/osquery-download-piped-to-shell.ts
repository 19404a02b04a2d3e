import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { commandOf, onHost } from './rows.ts';

/** `curl … | sh` and its kin, with anything between. */
const pipedToShell =
  /\b(?:curl|wget)\b[^;&]*\|(?:[^;&]*\|)?\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da|k)?sh\b|\b(?:ba|z)?sh\b\s+-c\s+.?\$\(\s*(?:curl|wget)\b/;

export const osqueryDownloadPipedToShell = defineRule({
  id: 'osquery_download_piped_to_shell',
  description:
    'Something was fetched from the network and run at once, without being kept: a stager, or an installer of the careless kind.\nFalse positive: installers that ask for it (curl … | sh), on hosts of developers.',
  logs: ['osquery:differential'],
  where: { action: 'added' },
  when: ({ record }) =>
    valueAt(record, 'columns.minute') === undefined &&
    pipedToShell.test(commandOf(record)) &&
    onHost(record, 'download run in a shell'),
  severity: 'medium',
  tags: ['osquery', 'endpoint', 'execution'],
  attack: [
    { tactic: 'TA0002', technique: 'T1059.004' },
    { tactic: 'TA0011', technique: 'T1105' },
  ],
  references: [
    'https://osquery.io/schema/',
    'https://attack.mitre.org/techniques/T1059/004/',
    'https://attack.mitre.org/techniques/T1105/',
  ],
  runbook: steps(
    'Fetch what the address gives, in a place where it can do no harm.',
    'See who ran it, and which process started it.',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
  ),
});
