import type { Rule } from '@streamalert/rules-sdk';
import { cloudtrailCriticalApiCalls } from './aws/cloudtrail-critical-api-calls.ts';
import { cloudtrailMfaPolicyAbuseAttempt } from './aws/cloudtrail-mfa-policy-abuse-attempt.ts';
import { cloudtrailNetworkAclIngressAnywhere } from './aws/cloudtrail-network-acl-ingress-anywhere.ts';
import { cloudtrailPublicResources } from './aws/cloudtrail-public-resources.ts';
import { cloudtrailPutBucketAcl } from './aws/cloudtrail-put-bucket-acl.ts';
import { cloudtrailPutObjectAclPublic } from './aws/cloudtrail-put-object-acl-public.ts';
import { cloudtrailRootAccountUsage } from './aws/cloudtrail-root-account-usage.ts';
import { cloudtrailSecurityGroupIngressAnywhere } from './aws/cloudtrail-security-group-ingress-anywhere.ts';
import { cloudtrailSnapshotOrAmiMadePublic } from './aws/cloudtrail-snapshot-or-ami-made-public.ts';
import { configAutoRemediation } from './aws/config-auto-remediation.ts';
import { configCompliance } from './aws/config-compliance.ts';
import { guardDutyAll } from './aws/guard-duty-all.ts';
import { publicAmi } from './aws/public-ami.ts';
import { unencryptedAmiVolume } from './aws/unencrypted-ami-volume.ts';

/**
 * All shipped rules. A detection repo takes them with one line in a file under `rules/`:
 * `export { rules } from '@streamalert/community-rules';`
 */
export const rules: readonly Rule[] = [
  cloudtrailCriticalApiCalls,
  cloudtrailMfaPolicyAbuseAttempt,
  cloudtrailNetworkAclIngressAnywhere,
  cloudtrailPublicResources,
  cloudtrailPutBucketAcl,
  cloudtrailPutObjectAclPublic,
  cloudtrailRootAccountUsage,
  cloudtrailSecurityGroupIngressAnywhere,
  cloudtrailSnapshotOrAmiMadePublic,
  configAutoRemediation,
  configCompliance,
  guardDutyAll,
  publicAmi,
  unencryptedAmiVolume,
];
