/** Where a log is documented, and how it usually arrives; for the table in the README of log-types. */
export interface Vendor {
  readonly page: string;
  readonly arrives: string;
}

const carbonBlack = 'https://developer.carbonblack.com/reference/enterprise-response/connectors/event-forwarder/';
const duo = 'https://duo.com/docs/adminapi';
const elb = 'https://docs.aws.amazon.com/elasticloadbalancing/latest';
const github = 'https://docs.github.com';
const onePassword = 'https://developer.1password.com/docs/events-api/reference/';
const osquery = 'https://osquery.readthedocs.io/en/stable/deployment/logging/';
const packetbeat = 'https://www.elastic.co/guide/en/beats/packetbeat/current/exported-fields.html';
const slack = 'https://docs.slack.dev';

/** By log source, or by log type where its kinds differ. */
export const vendors: Readonly<Record<string, Vendor>> = {
  aliyun: { page: 'https://www.alibabacloud.com/help/en/actiontrail/', arrives: 'app' },
  auditd: { page: 'https://github.com/linux-audit/audit-documentation/wiki', arrives: 'syslog or log files' },
  binaryalert: { page: 'https://www.binaryalert.io/', arrives: 'SNS' },
  box: { page: 'https://developer.box.com/reference/resources/event/', arrives: 'app' },
  carbonblack: { page: carbonBlack, arrives: 'S3 or Kinesis, by the event forwarder' },
  'cloudtrail:digest': {
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
    arrives: 'S3',
  },
  'cloudtrail:events': {
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
    arrives: 'S3, or Kinesis event by event',
  },
  'cloudtrail:insight': {
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html',
    arrives: 'S3',
  },
  cloudwatch: {
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
    arrives: 'Kinesis, by a subscription filter',
  },
  'cloudwatch:events': {
    page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html',
    arrives: 'Kinesis or SNS, by a rule of EventBridge',
  },
  'cloudwatch:rds_aurora': {
    page: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html',
    arrives: 'Kinesis, by a subscription filter',
  },
  'duo:activity': { page: `${duo}#activity-logs`, arrives: 'app' },
  'duo:administrator': { page: `${duo}#administrator-logs`, arrives: 'app' },
  'duo:authentication': { page: 'https://duo.com/docs/adminapi-v1#authentication-logs', arrives: 'app' },
  'duo:authentication_v2': { page: `${duo}#authentication-logs`, arrives: 'app' },
  eks: {
    page: 'https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/',
    arrives: 'Kinesis, by a subscription filter of CloudWatch Logs',
  },
  'elb:application': { page: `${elb}/application/load-balancer-access-logs.html`, arrives: 'S3' },
  'elb:classic': { page: `${elb}/classic/access-log-collection.html`, arrives: 'S3' },
  'elb:network': { page: `${elb}/network/load-balancer-access-logs.html`, arrives: 'S3' },
  fleet: { page: 'https://fleetdm.com/guides/log-destinations', arrives: 'Kinesis' },
  ghe: {
    page: `${github}/en/enterprise-server/admin/monitoring-and-managing-your-instance/monitoring-your-instance/log-forwarding`,
    arrives: 'Kinesis, by Logstash',
  },
  github: {
    page: `${github}/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise`,
    arrives: 'S3, by audit log streaming',
  },
  gsuite: {
    page: 'https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list#Activity',
    arrives: 'app',
  },
  guardduty: { page: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html', arrives: 'S3' },
  okta: { page: 'https://developer.okta.com/docs/reference/api/system-log/', arrives: 'app' },
  onelogin: { page: 'https://developers.onelogin.com/api-docs/1/events/get-events', arrives: 'app' },
  onepassword: { page: onePassword, arrives: 'S3 or Kinesis' },
  osquery: { page: osquery, arrives: 'Kinesis' },
  packetbeat: { page: packetbeat, arrives: 'Kinesis' },
  pan: {
    page: 'https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions/traffic-log-fields',
    arrives: 'S3, by a log collector',
  },
  route53: {
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html',
    arrives: 'S3 or Kinesis',
  },
  s3: { page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html', arrives: 'S3' },
  securityhub: {
    page: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html',
    arrives: 'S3 or Kinesis',
  },
  'slack:access': { page: `${slack}/reference/methods/team.accessLogs`, arrives: 'app' },
  'slack:audit': { page: `${slack}/reference/audit-logs-api/`, arrives: 'S3 or Kinesis' },
  'slack:integration': { page: `${slack}/reference/methods/team.integrationLogs`, arrives: 'app' },
  streamquery: {
    page: 'https://docs.aws.amazon.com/athena/latest/ug/querying.html',
    arrives: 'Kinesis, by scheduled queries',
  },
  suricata: { page: 'https://docs.suricata.io/en/latest/output/eve/eve-json-format.html', arrives: 'S3 or Kinesis' },
  syslog: { page: 'https://www.rfc-editor.org/rfc/rfc3164', arrives: 'S3 or Kinesis' },
  sysmon: { page: 'https://github.com/microsoft/SysmonForLinux', arrives: 'syslog' },
  trendmicro: {
    page: 'https://help.deepsecurity.trendmicro.com/20_0/on-premise/event-syslog-sns-json.html',
    arrives: 'SNS',
  },
  vpcflow: { page: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html', arrives: 'S3 or Kinesis' },
  waf: { page: 'https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html', arrives: 'S3 or Kinesis' },
  zeek: { page: 'https://docs.zeek.org/en/current/script-reference/log-files.html', arrives: 'S3 or Kinesis' },
};
