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
import { guarddutyAttackSequence } from './aws/guardduty-attack-sequence.ts';
import { guarddutyCredentialsUsedElsewhere } from './aws/guardduty-credentials-used-elsewhere.ts';
import { guarddutyCryptomining } from './aws/guardduty-cryptomining.ts';
import { guarddutyMalware } from './aws/guardduty-malware.ts';
import { guarddutyOtherFinding } from './aws/guardduty-other-finding.ts';
import { publicAmi } from './aws/public-ami.ts';
import { route53CallbackDomain } from './aws/route53-callback-domain.ts';
import { route53DnsFirewallMatch } from './aws/route53-dns-firewall-match.ts';
import { route53DnsTunnel } from './aws/route53-dns-tunnel.ts';
import { route53MiningPool } from './aws/route53-mining-pool.ts';
import { route53TorGateway } from './aws/route53-tor-gateway.ts';
import { securityhubCriticalControlFailed } from './aws/securityhub-critical-control-failed.ts';
import { securityhubThreat } from './aws/securityhub-threat.ts';
import { unencryptedAmiVolume } from './aws/unencrypted-ami-volume.ts';
import { vpcflowDatabaseFromInternet } from './aws/vpcflow-database-from-internet.ts';
import { vpcflowLargeUpload } from './aws/vpcflow-large-upload.ts';
import { vpcflowRemoteAccessFromInternet } from './aws/vpcflow-remote-access-from-internet.ts';
import { vpcflowWindowsSharingToInternet } from './aws/vpcflow-windows-sharing-to-internet.ts';
import { wafExploitLetThrough } from './aws/waf-exploit-let-through.ts';
import { wafSecretFileRequestLetThrough } from './aws/waf-secret-file-request-let-through.ts';
import { binaryalertYaraMatch } from './binaryalert/binaryalert-yara-match.ts';
import { duoAdministratorCreated } from './duo/duo-administrator-created.ts';
import { duoAdministratorPushReportedAsFraud } from './duo/duo-administrator-push-reported-as-fraud.ts';
import { duoAdministratorSingleSignOnOff } from './duo/duo-administrator-single-sign-on-off.ts';
import { duoAnonymousIpFailure } from './duo/duo-anonymous-ip-failure.ts';
import { duoBypassCodeCreateNonAutoGenerated } from './duo/duo-bypass-code-create-non-auto-generated.ts';
import { duoBypassCodeCreateNonExpiring } from './duo/duo-bypass-code-create-non-expiring.ts';
import { duoBypassCodeCreateUnlimitedUse } from './duo/duo-bypass-code-create-unlimited-use.ts';
import { duoFraud } from './duo/duo-fraud.ts';
import { duoLookupTablesExample } from './duo/duo-lookup-tables-example.ts';
import { duoPushRefused } from './duo/duo-push-refused.ts';
import { duoUserPutInBypass } from './duo/duo-user-put-in-bypass.ts';
import { eksAnonymousRequestAllowed } from './eks/eks-anonymous-request-allowed.ts';
import { eksAwsAuthChanged } from './eks/eks-aws-auth-changed.ts';
import { eksClusterAdminBound } from './eks/eks-cluster-admin-bound.ts';
import { eksEventsDeleted } from './eks/eks-events-deleted.ts';
import { eksHostPathMounted } from './eks/eks-host-path-mounted.ts';
import { eksPrivilegedPod } from './eks/eks-privileged-pod.ts';
import { eksRoleWithAllRights } from './eks/eks-role-with-all-rights.ts';
import { eksSecretsListed } from './eks/eks-secrets-listed.ts';
import { eksServiceAccountTokenMade } from './eks/eks-service-account-token-made.ts';
import { eksShellInPod } from './eks/eks-shell-in-pod.ts';
import { fleetBadAction } from './fleet/fleet-bad-action.ts';
import { githubAuditLogStreamStopped } from './github/github-audit-log-stream-stopped.ts';
import { githubDeployKeyMayWrite } from './github/github-deploy-key-may-write.ts';
import { githubDisableDismissStalePullRequestApprovals } from './github/github-disable-dismiss-stale-pull-request-approvals.ts';
import { githubDisableProtectThisBranch } from './github/github-disable-protect-this-branch.ts';
import { githubDisableRequiredPullRequestReviews } from './github/github-disable-required-pull-request-reviews.ts';
import { githubDisableRequiredStatusChecks } from './github/github-disable-required-status-checks.ts';
import { githubDisableTwoFactorRequirementOrg } from './github/github-disable-two-factor-requirement-org.ts';
import { githubDisableTwoFactorRequirementUser } from './github/github-disable-two-factor-requirement-user.ts';
import { githubIpAllowListDisabled } from './github/github-ip-allow-list-disabled.ts';
import { githubOauthAppLetIn } from './github/github-oauth-app-let-in.ts';
import { githubOauthApplicationCreate } from './github/github-oauth-application-create.ts';
import { githubOwnerAdded } from './github/github-owner-added.ts';
import { githubRepositoryDeleted } from './github/github-repository-deleted.ts';
import { githubRepositoryMadePublic } from './github/github-repository-made-public.ts';
import { githubRepositoryMovedAway } from './github/github-repository-moved-away.ts';
import { githubRulesetWeakened } from './github/github-ruleset-weakened.ts';
import { githubSecretScanningDisabled } from './github/github-secret-scanning-disabled.ts';
import { githubSelfHostedRunnerAdded } from './github/github-self-hosted-runner-added.ts';
import { githubSingleSignOnDisabled } from './github/github-single-sign-on-disabled.ts';
import { githubSiteAdminAction } from './github/github-site-admin-action.ts';
import { githubSiteAdminUserPromotion } from './github/github-site-admin-user-promotion.ts';
import { gsuiteAdminRoleGranted } from './gsuite/gsuite-admin-role-granted.ts';
import { gsuiteDataExportStarted } from './gsuite/gsuite-data-export-started.ts';
import { gsuiteDocumentOpenedToEverybody } from './gsuite/gsuite-document-opened-to-everybody.ts';
import { gsuiteDomainWideDelegation } from './gsuite/gsuite-domain-wide-delegation.ts';
import { gsuiteGovernmentAttackWarning } from './gsuite/gsuite-government-attack-warning.ts';
import { gsuiteLeakedPassword } from './gsuite/gsuite-leaked-password.ts';
import { gsuiteMailForwardedOutside } from './gsuite/gsuite-mail-forwarded-outside.ts';
import { gsuiteSensitiveScopesGranted } from './gsuite/gsuite-sensitive-scopes-granted.ts';
import { gsuiteSingleSignOnChanged } from './gsuite/gsuite-single-sign-on-changed.ts';
import { gsuiteSuspiciousLogin } from './gsuite/gsuite-suspicious-login.ts';
import { gsuiteTwoStepVerificationNotRequired } from './gsuite/gsuite-two-step-verification-not-required.ts';
import { gsuiteTwoStepVerificationOff } from './gsuite/gsuite-two-step-verification-off.ts';
import { rightToLeftCharacter } from './normalized/right-to-left-character.ts';
import { oktaAdminRoleGranted } from './okta/okta-admin-role-granted.ts';
import { oktaApiTokenCreated } from './okta/okta-api-token-created.ts';
import { oktaFactorTurnedOffForEverybody } from './okta/okta-factor-turned-off-for-everybody.ts';
import { oktaFactorsReset } from './okta/okta-factors-reset.ts';
import { oktaIdentityProviderChanged } from './okta/okta-identity-provider-changed.ts';
import { oktaNetworkZoneRemoved } from './okta/okta-network-zone-removed.ts';
import { oktaPhishingPageStopped } from './okta/okta-phishing-page-stopped.ts';
import { oktaPolicyWeakened } from './okta/okta-policy-weakened.ts';
import { oktaPushRefused } from './okta/okta-push-refused.ts';
import { oktaRefreshTokenReused } from './okta/okta-refresh-token-reused.ts';
import { oktaSessionThroughAnonymizer } from './okta/okta-session-through-anonymizer.ts';
import { oktaSupportImpersonation } from './okta/okta-support-impersonation.ts';
import { oktaSuspiciousActivityReported } from './okta/okta-suspicious-activity-reported.ts';
import { oneloginEventsAssumedRole } from './onelogin/onelogin-events-assumed-role.ts';
import { oneloginEventsThreatIntelExample } from './onelogin/onelogin-events-threat-intel-example.ts';
import { onepasswordAccountRecovered } from './onepassword/onepassword-account-recovered.ts';
import { onepasswordSecondFactorFailed } from './onepassword/onepassword-second-factor-failed.ts';
import { onepasswordSignInRulesLowered } from './onepassword/onepassword-sign-in-rules-lowered.ts';
import { onepasswordSignInStoppedByFirewall } from './onepassword/onepassword-sign-in-stopped-by-firewall.ts';
import { onepasswordVaultExported } from './onepassword/onepassword-vault-exported.ts';
import { osqueryAuthorizedKeyAdded } from './osquery/osquery-authorized-key-added.ts';
import { osqueryCronJobFetchesCode } from './osquery/osquery-cron-job-fetches-code.ts';
import { osqueryDownloadPipedToShell } from './osquery/osquery-download-piped-to-shell.ts';
import { osqueryHistoryTampered } from './osquery/osquery-history-tampered.ts';
import { osqueryLibraryPreloaded } from './osquery/osquery-library-preloaded.ts';
import { osqueryProcessWithoutBinary } from './osquery/osquery-process-without-binary.ts';
import { osqueryReverseShell } from './osquery/osquery-reverse-shell.ts';
import { osquerySetuidProgramInUserFolder } from './osquery/osquery-setuid-program-in-user-folder.ts';
import { sampleDemisto } from './osquery/sample-demisto.ts';
import { sshLoginActivity } from './osquery/ssh-login-activity.ts';
import { packetbeatBlacklistedDomain } from './packetbeat/packetbeat-blacklisted-domain.ts';
import { packetbeatBlacklistedIp } from './packetbeat/packetbeat-blacklisted-ip.ts';
import { packetbeatDnsLookup } from './packetbeat/packetbeat-dns-lookup.ts';
import { slackAnomaly } from './slack/slack-anomaly.ts';
import { slackExportStarted } from './slack/slack-export-started.ts';
import { slackMaliciousFile } from './slack/slack-malicious-file.ts';
import { slackOwnerOrAdminAdded } from './slack/slack-owner-or-admin-added.ts';
import { slackPrivateChannelMadePublic } from './slack/slack-private-channel-made-public.ts';
import { slackProtectionRemoved } from './slack/slack-protection-removed.ts';
import { slackSingleSignOnChanged } from './slack/slack-single-sign-on-changed.ts';
import { slackTwoFactorSettingChanged } from './slack/slack-two-factor-setting-changed.ts';
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
  guarddutyAttackSequence,
  guarddutyCredentialsUsedElsewhere,
  guarddutyCryptomining,
  guarddutyMalware,
  guarddutyOtherFinding,
  publicAmi,
  route53CallbackDomain,
  route53DnsFirewallMatch,
  route53DnsTunnel,
  route53MiningPool,
  route53TorGateway,
  securityhubCriticalControlFailed,
  securityhubThreat,
  unencryptedAmiVolume,
  vpcflowDatabaseFromInternet,
  vpcflowLargeUpload,
  vpcflowRemoteAccessFromInternet,
  vpcflowWindowsSharingToInternet,
  wafExploitLetThrough,
  wafSecretFileRequestLetThrough,
];

/** The rules for BinaryAlert. */
export const binaryalertRules: readonly Rule[] = [binaryalertYaraMatch];

/** The rules for Duo. */
export const duoRules: readonly Rule[] = [
  duoAdministratorCreated,
  duoAdministratorPushReportedAsFraud,
  duoAdministratorSingleSignOnOff,
  duoAnonymousIpFailure,
  duoBypassCodeCreateNonAutoGenerated,
  duoBypassCodeCreateNonExpiring,
  duoBypassCodeCreateUnlimitedUse,
  duoFraud,
  duoLookupTablesExample,
  duoPushRefused,
  duoUserPutInBypass,
];

/** The rules for Amazon EKS and Kubernetes. */
export const eksRules: readonly Rule[] = [
  eksAnonymousRequestAllowed,
  eksAwsAuthChanged,
  eksClusterAdminBound,
  eksEventsDeleted,
  eksHostPathMounted,
  eksPrivilegedPod,
  eksRoleWithAllRights,
  eksSecretsListed,
  eksServiceAccountTokenMade,
  eksShellInPod,
];

/** The rules for Fleet. */
export const fleetRules: readonly Rule[] = [fleetBadAction];

/** The rules for GitHub. */
export const githubRules: readonly Rule[] = [
  githubAuditLogStreamStopped,
  githubDeployKeyMayWrite,
  githubDisableDismissStalePullRequestApprovals,
  githubDisableProtectThisBranch,
  githubDisableRequiredPullRequestReviews,
  githubDisableRequiredStatusChecks,
  githubDisableTwoFactorRequirementOrg,
  githubDisableTwoFactorRequirementUser,
  githubIpAllowListDisabled,
  githubOauthAppLetIn,
  githubOauthApplicationCreate,
  githubOwnerAdded,
  githubRepositoryDeleted,
  githubRepositoryMadePublic,
  githubRepositoryMovedAway,
  githubRulesetWeakened,
  githubSecretScanningDisabled,
  githubSelfHostedRunnerAdded,
  githubSingleSignOnDisabled,
  githubSiteAdminAction,
  githubSiteAdminUserPromotion,
];

/** The rules for Google Workspace. */
export const gsuiteRules: readonly Rule[] = [
  gsuiteAdminRoleGranted,
  gsuiteDataExportStarted,
  gsuiteDocumentOpenedToEverybody,
  gsuiteDomainWideDelegation,
  gsuiteGovernmentAttackWarning,
  gsuiteLeakedPassword,
  gsuiteMailForwardedOutside,
  gsuiteSensitiveScopesGranted,
  gsuiteSingleSignOnChanged,
  gsuiteSuspiciousLogin,
  gsuiteTwoStepVerificationNotRequired,
  gsuiteTwoStepVerificationOff,
];

/** The rules for normalized fields of any log. */
export const normalizedRules: readonly Rule[] = [rightToLeftCharacter];

/** The rules for Okta. */
export const oktaRules: readonly Rule[] = [
  oktaAdminRoleGranted,
  oktaApiTokenCreated,
  oktaFactorTurnedOffForEverybody,
  oktaFactorsReset,
  oktaIdentityProviderChanged,
  oktaNetworkZoneRemoved,
  oktaPhishingPageStopped,
  oktaPolicyWeakened,
  oktaPushRefused,
  oktaRefreshTokenReused,
  oktaSessionThroughAnonymizer,
  oktaSupportImpersonation,
  oktaSuspiciousActivityReported,
];

/** The rules for OneLogin. */
export const oneloginRules: readonly Rule[] = [oneloginEventsAssumedRole, oneloginEventsThreatIntelExample];

/** The rules for 1Password. */
export const onepasswordRules: readonly Rule[] = [
  onepasswordAccountRecovered,
  onepasswordSecondFactorFailed,
  onepasswordSignInRulesLowered,
  onepasswordSignInStoppedByFirewall,
  onepasswordVaultExported,
];

/** The rules for osquery. */
export const osqueryRules: readonly Rule[] = [
  osqueryAuthorizedKeyAdded,
  osqueryCronJobFetchesCode,
  osqueryDownloadPipedToShell,
  osqueryHistoryTampered,
  osqueryLibraryPreloaded,
  osqueryProcessWithoutBinary,
  osqueryReverseShell,
  osquerySetuidProgramInUserFolder,
  sampleDemisto,
  sshLoginActivity,
];

/** The rules for Packetbeat. */
export const packetbeatRules: readonly Rule[] = [
  packetbeatBlacklistedDomain,
  packetbeatBlacklistedIp,
  packetbeatDnsLookup,
];

/** The rules for Slack. */
export const slackRules: readonly Rule[] = [
  slackAnomaly,
  slackExportStarted,
  slackMaliciousFile,
  slackOwnerOrAdminAdded,
  slackPrivateChannelMadePublic,
  slackProtectionRemoved,
  slackSingleSignOnChanged,
  slackTwoFactorSettingChanged,
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
  ...eksRules,
  ...fleetRules,
  ...githubRules,
  ...gsuiteRules,
  ...normalizedRules,
  ...oktaRules,
  ...oneloginRules,
  ...onepasswordRules,
  ...osqueryRules,
  ...packetbeatRules,
  ...slackRules,
  ...trendmicroRules,
];
