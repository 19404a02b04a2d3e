// Written by tools/generate-community-rules.ts: a rule is added by adding its file.
import type { Rule } from '@streamalert/rules-sdk';
import { cloudtrailAccessKeyQuarantined } from './aws/cloudtrail-access-key-quarantined.ts';
import { cloudtrailBackupDestroyed } from './aws/cloudtrail-backup-destroyed.ts';
import { cloudtrailBedrockInvocationLoggingDeleted } from './aws/cloudtrail-bedrock-invocation-logging-deleted.ts';
import { cloudtrailBedrockModelAccessOpened } from './aws/cloudtrail-bedrock-model-access-opened.ts';
import { cloudtrailBucketAccessLoggingDisabled } from './aws/cloudtrail-bucket-access-logging-disabled.ts';
import { cloudtrailBucketLifecycleExpiresSoon } from './aws/cloudtrail-bucket-lifecycle-expires-soon.ts';
import { cloudtrailBucketReplicatedToStranger } from './aws/cloudtrail-bucket-replicated-to-stranger.ts';
import { cloudtrailBucketVersioningSuspended } from './aws/cloudtrail-bucket-versioning-suspended.ts';
import { cloudtrailCriticalApiCalls } from './aws/cloudtrail-critical-api-calls.ts';
import { cloudtrailDatabaseDeletedWithoutSnapshot } from './aws/cloudtrail-database-deleted-without-snapshot.ts';
import { cloudtrailDnsQueryLoggingRemoved } from './aws/cloudtrail-dns-query-logging-removed.ts';
import { cloudtrailEc2AcceleratedInstances } from './aws/cloudtrail-ec2-accelerated-instances.ts';
import { cloudtrailEc2ImdsV1Allowed } from './aws/cloudtrail-ec2-imds-v1-allowed.ts';
import { cloudtrailEc2PasswordDataRetrieved } from './aws/cloudtrail-ec2-password-data-retrieved.ts';
import { cloudtrailEc2UserDataChanged } from './aws/cloudtrail-ec2-user-data-changed.ts';
import { cloudtrailEksClusterAdminGranted } from './aws/cloudtrail-eks-cluster-admin-granted.ts';
import { cloudtrailEksEndpointMadePublic } from './aws/cloudtrail-eks-endpoint-made-public.ts';
import { cloudtrailGuarddutyWeakened } from './aws/cloudtrail-guardduty-weakened.ts';
import { cloudtrailIamAccessKeyForOtherUser } from './aws/cloudtrail-iam-access-key-for-other-user.ts';
import { cloudtrailIamAccountMapped } from './aws/cloudtrail-iam-account-mapped.ts';
import { cloudtrailIamAdminPolicyAttached } from './aws/cloudtrail-iam-admin-policy-attached.ts';
import { cloudtrailIamIdentityProviderChanged } from './aws/cloudtrail-iam-identity-provider-changed.ts';
import { cloudtrailIamInlineAdminPolicy } from './aws/cloudtrail-iam-inline-admin-policy.ts';
import { cloudtrailIamLoginProfileForOtherUser } from './aws/cloudtrail-iam-login-profile-for-other-user.ts';
import { cloudtrailIamPasswordPolicyWeakened } from './aws/cloudtrail-iam-password-policy-weakened.ts';
import { cloudtrailIamRoleTrustsStranger } from './aws/cloudtrail-iam-role-trusts-stranger.ts';
import { cloudtrailIdentityCenterAdminGranted } from './aws/cloudtrail-identity-center-admin-granted.ts';
import { cloudtrailImageOrDatabaseExported } from './aws/cloudtrail-image-or-database-exported.ts';
import { cloudtrailInstanceCredentialsReconnaissance } from './aws/cloudtrail-instance-credentials-reconnaissance.ts';
import { cloudtrailKmsKeyDestroyed } from './aws/cloudtrail-kms-key-destroyed.ts';
import { cloudtrailLambdaFunctionOpened } from './aws/cloudtrail-lambda-function-opened.ts';
import { cloudtrailLambdaUrlWithoutSignIn } from './aws/cloudtrail-lambda-url-without-sign-in.ts';
import { cloudtrailLeakedKeyTriedOut } from './aws/cloudtrail-leaked-key-tried-out.ts';
import { cloudtrailMfaPolicyAbuseAttempt } from './aws/cloudtrail-mfa-policy-abuse-attempt.ts';
import { cloudtrailNetworkAclIngressAnywhere } from './aws/cloudtrail-network-acl-ingress-anywhere.ts';
import { cloudtrailObjectEncryptedWithCustomerKey } from './aws/cloudtrail-object-encrypted-with-customer-key.ts';
import { cloudtrailParametersReadByUser } from './aws/cloudtrail-parameters-read-by-user.ts';
import { cloudtrailPublicResources } from './aws/cloudtrail-public-resources.ts';
import { cloudtrailPutBucketAcl } from './aws/cloudtrail-put-bucket-acl.ts';
import { cloudtrailPutObjectAclPublic } from './aws/cloudtrail-put-object-acl-public.ts';
import { cloudtrailPutObjectAclPublicPublisherExample } from './aws/cloudtrail-put-object-acl-public-publisher-example.ts';
import { cloudtrailRdsMadePublic } from './aws/cloudtrail-rds-made-public.ts';
import { cloudtrailRdsMasterPasswordChanged } from './aws/cloudtrail-rds-master-password-changed.ts';
import { cloudtrailRegionEnabled } from './aws/cloudtrail-region-enabled.ts';
import { cloudtrailRolesAnywhereTrustAnchorCreated } from './aws/cloudtrail-roles-anywhere-trust-anchor-created.ts';
import { cloudtrailRootAccountUsage } from './aws/cloudtrail-root-account-usage.ts';
import { cloudtrailSecretsReadByUser } from './aws/cloudtrail-secrets-read-by-user.ts';
import { cloudtrailSecurityGroupIngressAnywhere } from './aws/cloudtrail-security-group-ingress-anywhere.ts';
import { cloudtrailSecurityGroupIngressNearlyAnywhere } from './aws/cloudtrail-security-group-ingress-nearly-anywhere.ts';
import { cloudtrailSecurityLogGroupDeleted } from './aws/cloudtrail-security-log-group-deleted.ts';
import { cloudtrailSecurityServiceDisabled } from './aws/cloudtrail-security-service-disabled.ts';
import { cloudtrailSerialConsoleEnabled } from './aws/cloudtrail-serial-console-enabled.ts';
import { cloudtrailSesPreparedForSending } from './aws/cloudtrail-ses-prepared-for-sending.ts';
import { cloudtrailSnapshotOrAmiMadePublic } from './aws/cloudtrail-snapshot-or-ami-made-public.ts';
import { cloudtrailSnapshotOrImageShared } from './aws/cloudtrail-snapshot-or-image-shared.ts';
import { cloudtrailSsmCommandRunByUser } from './aws/cloudtrail-ssm-command-run-by-user.ts';
import { cloudtrailStsFederationToken } from './aws/cloudtrail-sts-federation-token.ts';
import { cloudtrailTrafficMirrorCreated } from './aws/cloudtrail-traffic-mirror-created.ts';
import { cloudtrailVmConsoleOpened } from './aws/cloudtrail-vm-console-opened.ts';
import { cloudtrailWebAclRemoved } from './aws/cloudtrail-web-acl-removed.ts';
import { configAutoRemediation } from './aws/config-auto-remediation.ts';
import { configCompliance } from './aws/config-compliance.ts';
import { consoleLoginWithoutMfa } from './aws/console-login-without-mfa.ts';
import { guardDutyAll } from './aws/guard-duty-all.ts';
import { publicAmi } from './aws/public-ami.ts';
import { unencryptedAmiVolume } from './aws/unencrypted-ami-volume.ts';
import { binaryalertYaraMatch } from './binaryalert/binaryalert-yara-match.ts';
import { duoAnonymousIpFailure } from './duo/duo-anonymous-ip-failure.ts';
import { duoBypassCodeCreateNonAutoGenerated } from './duo/duo-bypass-code-create-non-auto-generated.ts';
import { duoBypassCodeCreateNonExpiring } from './duo/duo-bypass-code-create-non-expiring.ts';
import { duoBypassCodeCreateUnlimitedUse } from './duo/duo-bypass-code-create-unlimited-use.ts';
import { duoFraud } from './duo/duo-fraud.ts';
import { duoLookupTablesExample } from './duo/duo-lookup-tables-example.ts';
import { fleetBadAction } from './fleet/fleet-bad-action.ts';
import { githubDisableDismissStalePullRequestApprovals } from './github/github-disable-dismiss-stale-pull-request-approvals.ts';
import { githubDisableProtectThisBranch } from './github/github-disable-protect-this-branch.ts';
import { githubDisableRequiredPullRequestReviews } from './github/github-disable-required-pull-request-reviews.ts';
import { githubDisableRequiredStatusChecks } from './github/github-disable-required-status-checks.ts';
import { githubDisableTwoFactorRequirementOrg } from './github/github-disable-two-factor-requirement-org.ts';
import { githubDisableTwoFactorRequirementUser } from './github/github-disable-two-factor-requirement-user.ts';
import { githubOauthApplicationCreate } from './github/github-oauth-application-create.ts';
import { githubSiteAdminAction } from './github/github-site-admin-action.ts';
import { githubSiteAdminUserPromotion } from './github/github-site-admin-user-promotion.ts';
import { rightToLeftCharacter } from './normalized/right-to-left-character.ts';
import { oneloginEventsAssumedRole } from './onelogin/onelogin-events-assumed-role.ts';
import { oneloginEventsThreatIntelExample } from './onelogin/onelogin-events-threat-intel-example.ts';
import { sampleDemisto } from './osquery/sample-demisto.ts';
import { sshLoginActivity } from './osquery/ssh-login-activity.ts';
import { packetbeatBlacklistedDomain } from './packetbeat/packetbeat-blacklisted-domain.ts';
import { packetbeatBlacklistedIp } from './packetbeat/packetbeat-blacklisted-ip.ts';
import { packetbeatDnsLookup } from './packetbeat/packetbeat-dns-lookup.ts';
import { trendmicroMalwareEvent } from './trendmicro/trendmicro-malware-event.ts';

/** The rules for Amazon Web Services. */
export const awsRules: readonly Rule[] = [
  cloudtrailAccessKeyQuarantined,
  cloudtrailBackupDestroyed,
  cloudtrailBedrockInvocationLoggingDeleted,
  cloudtrailBedrockModelAccessOpened,
  cloudtrailBucketAccessLoggingDisabled,
  cloudtrailBucketLifecycleExpiresSoon,
  cloudtrailBucketReplicatedToStranger,
  cloudtrailBucketVersioningSuspended,
  cloudtrailCriticalApiCalls,
  cloudtrailDatabaseDeletedWithoutSnapshot,
  cloudtrailDnsQueryLoggingRemoved,
  cloudtrailEc2AcceleratedInstances,
  cloudtrailEc2ImdsV1Allowed,
  cloudtrailEc2PasswordDataRetrieved,
  cloudtrailEc2UserDataChanged,
  cloudtrailEksClusterAdminGranted,
  cloudtrailEksEndpointMadePublic,
  cloudtrailGuarddutyWeakened,
  cloudtrailIamAccessKeyForOtherUser,
  cloudtrailIamAccountMapped,
  cloudtrailIamAdminPolicyAttached,
  cloudtrailIamIdentityProviderChanged,
  cloudtrailIamInlineAdminPolicy,
  cloudtrailIamLoginProfileForOtherUser,
  cloudtrailIamPasswordPolicyWeakened,
  cloudtrailIamRoleTrustsStranger,
  cloudtrailIdentityCenterAdminGranted,
  cloudtrailImageOrDatabaseExported,
  cloudtrailInstanceCredentialsReconnaissance,
  cloudtrailKmsKeyDestroyed,
  cloudtrailLambdaFunctionOpened,
  cloudtrailLambdaUrlWithoutSignIn,
  cloudtrailLeakedKeyTriedOut,
  cloudtrailMfaPolicyAbuseAttempt,
  cloudtrailNetworkAclIngressAnywhere,
  cloudtrailObjectEncryptedWithCustomerKey,
  cloudtrailParametersReadByUser,
  cloudtrailPublicResources,
  cloudtrailPutBucketAcl,
  cloudtrailPutObjectAclPublic,
  cloudtrailPutObjectAclPublicPublisherExample,
  cloudtrailRdsMadePublic,
  cloudtrailRdsMasterPasswordChanged,
  cloudtrailRegionEnabled,
  cloudtrailRolesAnywhereTrustAnchorCreated,
  cloudtrailRootAccountUsage,
  cloudtrailSecretsReadByUser,
  cloudtrailSecurityGroupIngressAnywhere,
  cloudtrailSecurityGroupIngressNearlyAnywhere,
  cloudtrailSecurityLogGroupDeleted,
  cloudtrailSecurityServiceDisabled,
  cloudtrailSerialConsoleEnabled,
  cloudtrailSesPreparedForSending,
  cloudtrailSnapshotOrAmiMadePublic,
  cloudtrailSnapshotOrImageShared,
  cloudtrailSsmCommandRunByUser,
  cloudtrailStsFederationToken,
  cloudtrailTrafficMirrorCreated,
  cloudtrailVmConsoleOpened,
  cloudtrailWebAclRemoved,
  configAutoRemediation,
  configCompliance,
  consoleLoginWithoutMfa,
  guardDutyAll,
  publicAmi,
  unencryptedAmiVolume,
];

/** The rules for BinaryAlert. */
export const binaryalertRules: readonly Rule[] = [binaryalertYaraMatch];

/** The rules for Duo. */
export const duoRules: readonly Rule[] = [
  duoAnonymousIpFailure,
  duoBypassCodeCreateNonAutoGenerated,
  duoBypassCodeCreateNonExpiring,
  duoBypassCodeCreateUnlimitedUse,
  duoFraud,
  duoLookupTablesExample,
];

/** The rules for Fleet. */
export const fleetRules: readonly Rule[] = [fleetBadAction];

/** The rules for GitHub. */
export const githubRules: readonly Rule[] = [
  githubDisableDismissStalePullRequestApprovals,
  githubDisableProtectThisBranch,
  githubDisableRequiredPullRequestReviews,
  githubDisableRequiredStatusChecks,
  githubDisableTwoFactorRequirementOrg,
  githubDisableTwoFactorRequirementUser,
  githubOauthApplicationCreate,
  githubSiteAdminAction,
  githubSiteAdminUserPromotion,
];

/** The rules for normalized fields of any log. */
export const normalizedRules: readonly Rule[] = [rightToLeftCharacter];

/** The rules for OneLogin. */
export const oneloginRules: readonly Rule[] = [oneloginEventsAssumedRole, oneloginEventsThreatIntelExample];

/** The rules for osquery. */
export const osqueryRules: readonly Rule[] = [sampleDemisto, sshLoginActivity];

/** The rules for Packetbeat. */
export const packetbeatRules: readonly Rule[] = [
  packetbeatBlacklistedDomain,
  packetbeatBlacklistedIp,
  packetbeatDnsLookup,
];

/** The rules for Trend Micro. */
export const trendmicroRules: readonly Rule[] = [trendmicroMalwareEvent];

/**
 * All shipped rules. A detection repo takes them with one line in a file under `rules/`:
 * `export { rules } from '@streamalert/community-rules';`
 */
export const rules: readonly Rule[] = [
  ...awsRules,
  ...binaryalertRules,
  ...duoRules,
  ...fleetRules,
  ...githubRules,
  ...normalizedRules,
  ...oneloginRules,
  ...osqueryRules,
  ...packetbeatRules,
  ...trendmicroRules,
];
