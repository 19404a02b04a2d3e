import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';
import { itemsAt } from './items.ts';

export const publicAmi = defineCloudTrailRule({
  id: 'public_ami',
  description:
    'Somebody let every AWS account start instances from a machine image of this account.\nFalse positive: a vendor that publishes images for its customers.',
  where: { eventName: 'ModifyImageAttribute' },
  requires: ['requestParameters'],
  when: (cloudTrail) =>
    itemsAt(cloudTrail, 'requestParameters.launchPermission.add.items').some(
      (item) => valueAt(item, 'group') === 'all',
    ) && {
      alert: true,
      title: `${valueAt(cloudTrail, 'requestParameters.imageId') ?? 'an image'} by ${caller(cloudTrail)}`,
    },
  severity: 'high',
  tags: ['aws', 'ec2', 'exposure'],
  attack: [{ tactic: 'TA0010', technique: 'T1537' }],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html',
    'https://attack.mitre.org/techniques/T1537/',
  ],
  runbook: steps(
    'Remove the launch permission of the group "all" from the image.',
    'Look for keys and customer data in it, replace what was there, and ask the owner of the calling identity why it was shared.',
  ),
});
