import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';
import { itemsAt } from './items.ts';

export const unencryptedAmiVolume = defineCloudTrailRule({
  id: 'unencrypted_ami_volume',
  description:
    'Somebody made a machine image whose volumes are not encrypted: whoever gets a copy can read the disks.\nFalse positive: an image of public content, which holds nothing worth reading.',
  where: { eventName: 'CreateImage' },
  requires: ['requestParameters'],
  when: (cloudTrail) => {
    const devices = itemsAt(cloudTrail, 'requestParameters.blockDeviceMapping.items');
    const anyEncrypted = devices.some((device) => Boolean(valueAt(device, 'ebs.encrypted')));
    if (devices.length === 0 || anyEncrypted) return false;
    const image = valueAt(cloudTrail, 'responseElements.imageId') ?? valueAt(cloudTrail, 'requestParameters.name');
    return { alert: true, title: `${image ?? 'an image'} by ${caller(cloudTrail)}` };
  },
  severity: 'medium',
  tags: ['aws', 'ec2', 'encryption'],
  attack: [{ tactic: 'TA0005', technique: 'T1578.001' }],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html',
    'https://attack.mitre.org/techniques/T1578/001/',
  ],
  runbook: steps(
    'Find out what the image is for.',
    'Copy it with encryption, deregister the plain one and delete its snapshots.',
    'Turn on EBS encryption by default in the account.',
  ),
});
