import { defineRule } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';

export const binaryalertYaraMatch = defineRule({
  id: 'binaryalert_yara_match',
  description:
    'BinaryAlert found a file that matches a YARA rule: known malware, or something built like it.\nFalse positive: a rule that is too wide, or a sample that your own analysts uploaded.',
  logs: ['binaryalert'],
  when: ({ record }) => {
    const matched = record['NumMatchedRules'];
    if (!((typeof matched === 'number' || typeof matched === 'bigint') && matched > 0)) return false;
    return alertOn(`${textAt(record, 'FileInfo.S3Location') || 'a file'} matches ${matched} YARA rules`, {
      sha256: textAt(record, 'FileInfo.SHA256'),
      path: textAt(record, 'FileInfo.SamplePath'),
    });
  },
  severity: 'high',
  tags: ['binaryalert', 'malware'],
  attack: [
    { tactic: 'TA0002', technique: 'T1204.002' },
    { tactic: 'TA0011', technique: 'T1105' },
  ],
  references: [
    'https://github.com/airbnb/binaryalert',
    'https://yara.readthedocs.io/en/stable/',
    'https://attack.mitre.org/techniques/T1204/002/',
    'https://attack.mitre.org/techniques/T1105/',
  ],
  runbook: steps(
    'Read which rule matched and what its author says about it (MatchedRules).',
    'Find where the file came from, and on which hosts its SHA-256 is.',
    'If it is malicious: isolate these hosts and delete the file from the bucket.',
  ),
});
