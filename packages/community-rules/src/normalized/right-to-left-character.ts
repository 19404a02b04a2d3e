import { defineRule } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { steps } from '../steps.ts';

/** U+202E, RIGHT-TO-LEFT OVERRIDE. */
const override = '\u202e';

const types = ['command', 'path', 'file_name', 'file_path'] as const;

export const rightToLeftCharacter = defineRule({
  id: 'right_to_left_character',
  description:
    'A command, path or file name holds the character that turns the direction of writing around, so that a program looks like a document: "gpj.exe" reads as "exe.jpg".\nFalse positive: text in Arabic or Hebrew, which seldom needs this character.',
  datatypes: ['command', 'path', 'file_name', 'file_path'],
  when: (event) => {
    const values = types.flatMap((type) => event.normalized(type));
    const turned = values.find((value) => typeof value === 'string' && value.includes(override)) as string | undefined;
    return (
      turned !== undefined &&
      alertOn(`${turned.replaceAll(override, '[U+202E]')} in ${event.logType}`, { value: turned })
    );
  },
  severity: 'high',
  tags: ['endpoint', 'defense-evasion', 'masquerading'],
  attack: [
    { tactic: 'TA0005', technique: 'T1027' },
    { tactic: 'TA0005', technique: 'T1036.002' },
  ],
  references: [
    'https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing',
    'https://krebsonsecurity.com/2011/09/right-to-left-override-aids-email-attacks/',
    'https://attack.mitre.org/techniques/T1027/',
    'https://attack.mitre.org/techniques/T1036/002/',
  ],
  runbook: steps(
    'Find the host and the file: the name as it is stored, without the turned direction.',
    'See who ran it and where it came from.',
    'If it is not text in such a script: isolate the host.',
  ),
});
