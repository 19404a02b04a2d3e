// Written by tools/generate-community-rules.ts.
export { cloudtrailAccessKeyQuarantined } from './aws/cloudtrail-access-key-quarantined.ts';
export { cloudtrailBackupDestroyed } from './aws/cloudtrail-backup-destroyed.ts';
export { cloudtrailBedrockInvocationLoggingDeleted } from './aws/cloudtrail-bedrock-invocation-logging-deleted.ts';
export { cloudtrailBedrockModelAccessOpened } from './aws/cloudtrail-bedrock-model-access-opened.ts';
export { cloudtrailBucketAccessLoggingDisabled } from './aws/cloudtrail-bucket-access-logging-disabled.ts';
export { cloudtrailBucketLifecycleExpiresSoon } from './aws/cloudtrail-bucket-lifecycle-expires-soon.ts';
export { cloudtrailBucketReplicatedToStranger } from './aws/cloudtrail-bucket-replicated-to-stranger.ts';
export { cloudtrailBucketVersioningSuspended } from './aws/cloudtrail-bucket-versioning-suspended.ts';
export { cloudtrailCriticalApiCalls } from './aws/cloudtrail-critical-api-calls.ts';
export { cloudtrailDatabaseDeletedWithoutSnapshot } from './aws/cloudtrail-database-deleted-without-snapshot.ts';
export { cloudtrailDnsQueryLoggingRemoved } from './aws/cloudtrail-dns-query-logging-removed.ts';
export { cloudtrailEc2AcceleratedInstances } from './aws/cloudtrail-ec2-accelerated-instances.ts';
export { cloudtrailEc2ImdsV1Allowed } from './aws/cloudtrail-ec2-imds-v1-allowed.ts';
export { cloudtrailEc2PasswordDataRetrieved } from './aws/cloudtrail-ec2-password-data-retrieved.ts';
export { cloudtrailEc2UserDataChanged } from './aws/cloudtrail-ec2-user-data-changed.ts';
export { cloudtrailEksClusterAdminGranted } from './aws/cloudtrail-eks-cluster-admin-granted.ts';
export { cloudtrailEksEndpointMadePublic } from './aws/cloudtrail-eks-endpoint-made-public.ts';
export { cloudtrailGuarddutyWeakened } from './aws/cloudtrail-guardduty-weakened.ts';
export { cloudtrailIamAccessKeyForOtherUser } from './aws/cloudtrail-iam-access-key-for-other-user.ts';
export { cloudtrailIamAccountMapped } from './aws/cloudtrail-iam-account-mapped.ts';
export { cloudtrailIamAdminPolicyAttached } from './aws/cloudtrail-iam-admin-policy-attached.ts';
export { cloudtrailIamIdentityProviderChanged } from './aws/cloudtrail-iam-identity-provider-changed.ts';
export { cloudtrailIamInlineAdminPolicy } from './aws/cloudtrail-iam-inline-admin-policy.ts';
export { cloudtrailIamLoginProfileForOtherUser } from './aws/cloudtrail-iam-login-profile-for-other-user.ts';
export { cloudtrailIamPasswordPolicyWeakened } from './aws/cloudtrail-iam-password-policy-weakened.ts';
export { cloudtrailIamRoleTrustsStranger } from './aws/cloudtrail-iam-role-trusts-stranger.ts';
export { cloudtrailIdentityCenterAdminGranted } from './aws/cloudtrail-identity-center-admin-granted.ts';
export { cloudtrailImageOrDatabaseExported } from './aws/cloudtrail-image-or-database-exported.ts';
export { cloudtrailInstanceCredentialsReconnaissance } from './aws/cloudtrail-instance-credentials-reconnaissance.ts';
export { cloudtrailKmsKeyDestroyed } from './aws/cloudtrail-kms-key-destroyed.ts';
export { cloudtrailLambdaFunctionOpened } from './aws/cloudtrail-lambda-function-opened.ts';
export { cloudtrailLambdaUrlWithoutSignIn } from './aws/cloudtrail-lambda-url-without-sign-in.ts';
export { cloudtrailLeakedKeyTriedOut } from './aws/cloudtrail-leaked-key-tried-out.ts';
export { cloudtrailMfaPolicyAbuseAttempt } from './aws/cloudtrail-mfa-policy-abuse-attempt.ts';
export { cloudtrailNetworkAclIngressAnywhere } from './aws/cloudtrail-network-acl-ingress-anywhere.ts';
export { cloudtrailObjectEncryptedWithCustomerKey } from './aws/cloudtrail-object-encrypted-with-customer-key.ts';
export { cloudtrailParametersReadByUser } from './aws/cloudtrail-parameters-read-by-user.ts';
export { cloudtrailPublicResources } from './aws/cloudtrail-public-resources.ts';
export { cloudtrailPutBucketAcl } from './aws/cloudtrail-put-bucket-acl.ts';
export { cloudtrailPutObjectAclPublic } from './aws/cloudtrail-put-object-acl-public.ts';
export { cloudtrailPutObjectAclPublicPublisherExample } from './aws/cloudtrail-put-object-acl-public-publisher-example.ts';
export { cloudtrailRdsMadePublic } from './aws/cloudtrail-rds-made-public.ts';
export { cloudtrailRdsMasterPasswordChanged } from './aws/cloudtrail-rds-master-password-changed.ts';
export { cloudtrailRegionEnabled } from './aws/cloudtrail-region-enabled.ts';
export { cloudtrailRolesAnywhereTrustAnchorCreated } from './aws/cloudtrail-roles-anywhere-trust-anchor-created.ts';
export { cloudtrailRootAccountUsage } from './aws/cloudtrail-root-account-usage.ts';
export { cloudtrailSecretsReadByUser } from './aws/cloudtrail-secrets-read-by-user.ts';
export { cloudtrailSecurityGroupIngressAnywhere } from './aws/cloudtrail-security-group-ingress-anywhere.ts';
export { cloudtrailSecurityGroupIngressNearlyAnywhere } from './aws/cloudtrail-security-group-ingress-nearly-anywhere.ts';
export { cloudtrailSecurityLogGroupDeleted } from './aws/cloudtrail-security-log-group-deleted.ts';
export { cloudtrailSecurityServiceDisabled } from './aws/cloudtrail-security-service-disabled.ts';
export { cloudtrailSerialConsoleEnabled } from './aws/cloudtrail-serial-console-enabled.ts';
export { cloudtrailSesPreparedForSending } from './aws/cloudtrail-ses-prepared-for-sending.ts';
export { cloudtrailSnapshotOrAmiMadePublic } from './aws/cloudtrail-snapshot-or-ami-made-public.ts';
export { cloudtrailSnapshotOrImageShared } from './aws/cloudtrail-snapshot-or-image-shared.ts';
export { cloudtrailSsmCommandRunByUser } from './aws/cloudtrail-ssm-command-run-by-user.ts';
export { cloudtrailStsFederationToken } from './aws/cloudtrail-sts-federation-token.ts';
export { cloudtrailTrafficMirrorCreated } from './aws/cloudtrail-traffic-mirror-created.ts';
export { cloudtrailVmConsoleOpened } from './aws/cloudtrail-vm-console-opened.ts';
export { cloudtrailWebAclRemoved } from './aws/cloudtrail-web-acl-removed.ts';
export { configAutoRemediation } from './aws/config-auto-remediation.ts';
export { configCompliance } from './aws/config-compliance.ts';
export { consoleLoginWithoutMfa } from './aws/console-login-without-mfa.ts';
export { guardDutyAll } from './aws/guard-duty-all.ts';
export { publicAmi } from './aws/public-ami.ts';
export { unencryptedAmiVolume } from './aws/unencrypted-ami-volume.ts';
export { binaryalertYaraMatch } from './binaryalert/binaryalert-yara-match.ts';
export { duoAnonymousIpFailure } from './duo/duo-anonymous-ip-failure.ts';
export { duoBypassCodeCreateNonAutoGenerated } from './duo/duo-bypass-code-create-non-auto-generated.ts';
export { duoBypassCodeCreateNonExpiring } from './duo/duo-bypass-code-create-non-expiring.ts';
export { duoBypassCodeCreateUnlimitedUse } from './duo/duo-bypass-code-create-unlimited-use.ts';
export { duoFraud } from './duo/duo-fraud.ts';
export { duoLookupTablesExample } from './duo/duo-lookup-tables-example.ts';
export { eventsDirectory } from './events-directory.ts';
export { fleetBadAction } from './fleet/fleet-bad-action.ts';
export { githubDisableDismissStalePullRequestApprovals } from './github/github-disable-dismiss-stale-pull-request-approvals.ts';
export { githubDisableProtectThisBranch } from './github/github-disable-protect-this-branch.ts';
export { githubDisableRequiredPullRequestReviews } from './github/github-disable-required-pull-request-reviews.ts';
export { githubDisableRequiredStatusChecks } from './github/github-disable-required-status-checks.ts';
export { githubDisableTwoFactorRequirementOrg } from './github/github-disable-two-factor-requirement-org.ts';
export { githubDisableTwoFactorRequirementUser } from './github/github-disable-two-factor-requirement-user.ts';
export { githubOauthApplicationCreate } from './github/github-oauth-application-create.ts';
export { githubSiteAdminAction } from './github/github-site-admin-action.ts';
export { githubSiteAdminUserPromotion } from './github/github-site-admin-user-promotion.ts';
export { rightToLeftCharacter } from './normalized/right-to-left-character.ts';
export { oneloginEventsAssumedRole } from './onelogin/onelogin-events-assumed-role.ts';
export { oneloginEventsThreatIntelExample } from './onelogin/onelogin-events-threat-intel-example.ts';
export { sampleDemisto } from './osquery/sample-demisto.ts';
export { sshLoginActivity } from './osquery/ssh-login-activity.ts';
export { packetbeatBlacklistedDomain } from './packetbeat/packetbeat-blacklisted-domain.ts';
export { packetbeatBlacklistedIp } from './packetbeat/packetbeat-blacklisted-ip.ts';
export { packetbeatDnsLookup } from './packetbeat/packetbeat-dns-lookup.ts';
export {
  awsRules,
  binaryalertRules,
  duoRules,
  fleetRules,
  githubRules,
  normalizedRules,
  oneloginRules,
  osqueryRules,
  packetbeatRules,
  rules,
  trendmicroRules,
} from './rules.ts';
export { trendmicroMalwareEvent } from './trendmicro/trendmicro-malware-event.ts';
