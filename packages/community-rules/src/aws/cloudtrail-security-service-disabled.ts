import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailSecurityServiceDisabled = defineCloudTrailRule({
  id: 'cloudtrail_security_service_disabled',
  description:
    'Somebody turned off a security service of AWS: Security Hub, Macie, Inspector, Detective, or IAM Access Analyzer.\nFalse positive: the end of a trial, or a move to the delegated administrator account.',
  where: {
    eventSource: [
      'securityhub.amazonaws.com',
      'macie2.amazonaws.com',
      'inspector2.amazonaws.com',
      'detective.amazonaws.com',
      'access-analyzer.amazonaws.com',
    ],
    eventName: [
      'DisableSecurityHub',
      'BatchDisableStandards',
      'DisableMacie',
      'Disable',
      'DeleteGraph',
      'DeleteAnalyzer',
      'DisassociateFromAdministratorAccount',
    ],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) && byCaller(cloudTrail, `${cloudTrail.eventName} of ${cloudTrail.eventSource.split('.')[0]}`),
  severity: 'high',
  tags: ['aws', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableSecurityHub.html',
    'https://docs.aws.amazon.com/macie/latest/APIReference/macie.html',
    'https://docs.aws.amazon.com/inspector/v2/APIReference/API_Disable.html',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Turn the service on again unless its owner confirms it.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
