/** Five clusters with every module, everything switched on; written over the sample configuration. */
export const largeConf: Readonly<Record<string, unknown>> = {
  'global.json': {
    account: {
      aws_account_id: '123456789012',
      prefix: 'acme',
      region: 'us-east-1',
    },
    general: {
      rule_locations: ['rules'],
      matcher_locations: ['matchers'],
      publisher_locations: ['publishers'],
      scheduled_query_locations: ['scheduled_queries'],
      default_outputs: ['console:stdout', 'file:alerts'],
    },
    infrastructure: {
      firehose: {
        enabled: true,
        enabled_logs: {
          cloudtrail: {
            enable_alarm: true,
          },
          osquery: {},
          cloudwatch: {},
        },
        retention_days: 400,
      },
      artifact_extractor: {
        enabled: true,
      },
      rule_staging: {
        enabled: true,
      },
      tags: {
        Team: 'security',
      },
    },
  },
  'lambda.json': {
    rules_engine_config: {
      concurrency_limit: 10,
      sqs_record_batch_size: 50,
      sqs_batching_window_secs: 1,
      log_rule_statistics: true,
      enable_custom_metrics: true,
      custom_metric_alarms: {
        'Many alerts': {
          metric_name: 'RulesEngine-TriggeredAlerts',
          comparison_operator: 'GreaterThanThreshold',
          evaluation_periods: 1,
          period: 3600,
          threshold: 100,
        },
      },
    },
    alert_merger_config: {
      enable_custom_metrics: true,
    },
    rule_promotion_config: {
      enabled: true,
    },
    threat_intel_downloader_config: {
      memory: '128',
      timeout: '120',
    },
  },
  'outputs.json': {
    console: ['stdout'],
    file: {
      alerts: 'x.jsonl',
    },
    slack: ['soc'],
    'aws-s3': {
      evidence: 'acme-evidence',
    },
    'aws-sns': {
      t: 'acme-topic',
    },
    'aws-sqs': {
      q: 'acme-queue',
    },
    'aws-lambda': {
      f: 'enrich:prod',
    },
    'aws-firehose': {
      x: 'acme_stream',
    },
    'aws-ses': ['mail'],
  },
  'clusters/east.json': {
    data_sources: {
      s3: {
        'acme-east-logs': ['cloudtrail', 'osquery'],
      },
      kinesis: {
        acme_east_streamalert: ['osquery', 'cloudwatch'],
      },
    },
    classifier_config: {
      inputs: {
        'aws-sns': ['arn:aws:sns:us-east-1:123456789012:acme-events'],
      },
      vpc_config: {
        subnet_ids: ['subnet-0a1b2c3d'],
        security_group_ids: ['sg-0a1b2c3d'],
      },
    },
    modules: {
      kinesis: {
        streams: {
          shards: 2,
          retention: 48,
          create_user: true,
          trusted_accounts: ['210987654321'],
          terraform_outputs: ['arn', 'username', 'access_key_id', 'secret_key'],
          shard_level_metrics: ['IncomingBytes'],
        },
      },
      kinesis_events: {
        enabled: true,
      },
      cloudwatch_monitoring: {
        enabled: true,
        settings: {
          lambda_throttle_error_threshold: 5,
        },
      },
      cloudtrail: {
        send_to_cloudwatch: true,
        send_to_sns: true,
        allow_cross_account_sns: true,
        exclude_home_region_events: true,
        s3_settings: {
          enable_events: true,
          cross_account_ids: ['210987654321'],
          event_selector_type: 'WriteOnly',
        },
      },
      cloudwatch_events: {
        cross_account: {
          accounts: {
            '210987654321': ['us-east-1', 'eu-west-1'],
          },
          organizations: {
            'o-abcdefghij': ['us-east-1'],
          },
        },
      },
      cloudwatch_logs_destination: {
        enabled: true,
        regions: ['us-east-1', 'eu-west-1'],
        cross_account_ids: ['210987654321'],
      },
      flow_logs: {
        vpcs: ['vpc-0a1b2c3d'],
        subnets: ['subnet-0a1b2c3d'],
      },
      s3_events: {
        'acme-east-logs': [
          {
            filter_prefix: 'AWSLogs/',
            filter_suffix: '.json.gz',
          },
          {
            filter_suffix: '.log',
          },
        ],
        'acme-keyed': {
          kms_key_arn: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
        },
      },
    },
  },
  'clusters/west.json': {
    data_sources: {
      s3: {
        'acme-west-logs': ['cloudtrail', 'osquery'],
      },
      kinesis: {
        acme_west_streamalert: ['osquery', 'cloudwatch'],
      },
    },
    classifier_config: {},
    modules: {
      kinesis: {
        streams: {
          capacity_mode: 'on-demand',
        },
      },
      kinesis_events: {
        enabled: false,
        batch_size: 500,
      },
    },
  },
  'clusters/corp.json': {
    data_sources: {
      s3: {
        'acme-corp-logs': ['cloudtrail', 'osquery'],
      },
      kinesis: {
        acme_corp_streamalert: ['osquery', 'cloudwatch'],
      },
    },
    classifier_config: {},
    modules: {
      s3_events: {
        'acme-corp-logs': [],
      },
    },
  },
  'clusters/quiet.json': {
    data_sources: {
      s3: {
        'acme-quiet-logs': ['cloudtrail', 'osquery'],
      },
      kinesis: {
        acme_quiet_streamalert: ['osquery', 'cloudwatch'],
      },
    },
    classifier_config: {},
    modules: {},
  },
};
