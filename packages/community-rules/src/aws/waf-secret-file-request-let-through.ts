import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { onRequest } from './web-request.ts';

export const wafSecretFileRequestLetThrough = defineRule({
  id: 'waf_secret_file_request_let_through',
  description:
    'Somebody asked a web application for a file that holds secrets, and the firewall let the request through.\nFalse positive: a scanner of your own. The status, where the log has it, tells whether the file is there.',
  logs: ['waf:requests'],
  where: {
    action: 'ALLOW',
    'httpRequest.uri': [
      '/.env',
      '/.env.local',
      '/.env.production',
      '/.git/config',
      '/.git/HEAD',
      '/.aws/credentials',
      '/.ssh/id_rsa',
      '/.docker/config.json',
      '/.npmrc',
      '/.htpasswd',
      '/config.json',
      '/actuator/env',
      '/actuator/heapdump',
      '/server-status',
      '/wp-config.php.bak',
    ],
  },
  when: ({ record }) => {
    const status = valueAt(record, 'responseCodeSent');
    const isGone = typeof status === 'number' && status >= 400;
    return !isGone && onRequest(record, 'secret file asked for');
  },
  merge: { by: ['clientIp'], windowMinutes: 60 },
  severity: 'low',
  tags: ['aws', 'waf', 'reconnaissance'],
  attack: [
    { tactic: 'TA0043', technique: 'T1595.003' },
    { tactic: 'TA0006', technique: 'T1552.001' },
  ],
  references: [
    'https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html',
    'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information',
    'https://attack.mitre.org/techniques/T1595/003/',
    'https://attack.mitre.org/techniques/T1552/001/',
  ],
  runbook: steps(
    'Ask for the file yourself: does the application give it away?',
    'If so: take it away, and replace every secret in it.',
    'Block the paths in the firewall.',
  ),
});
