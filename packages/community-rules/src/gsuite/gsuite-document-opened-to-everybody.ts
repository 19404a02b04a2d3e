import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

const open: readonly unknown[] = ['people_with_link', 'public_on_the_web'];

export const gsuiteDocumentOpenedToEverybody = defineRule({
  id: 'gsuite_document_opened_to_everybody',
  description:
    'A document was opened to everybody who has the link, or to the public.\nFalse positive: a form or a leaflet for the public.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'drive' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['change_document_visibility']).find(
      (event) => open.includes(parameter(event, 'visibility')) && !open.includes(parameter(event, 'old_visibility')),
    );
    return (
      event !== undefined && byAccount(record, `${parameter(event, 'doc_title') ?? 'a document'} opened to everybody`)
    );
  },
  merge: { by: ['email'], windowMinutes: 60 },
  severity: 'low',
  tags: ['google-workspace', 'exfiltration'],
  attack: [{ tactic: 'TA0010', technique: 'T1567.002' }],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/drive',
    'https://attack.mitre.org/techniques/T1567/002/',
  ],
  runbook: steps(
    'See what is in the document (doc_title) and who looked at it since then.',
    'Ask its owner whether it is meant for the public.',
    'Close it unless it is, and keep documents of that folder inside the domain.',
  ),
});
