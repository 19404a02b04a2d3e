import { describe, expect, it } from 'vitest';
import {
  alertStreamName,
  customMetricName,
  outputParameterName,
  outputSecretName,
  sanitizeName,
  secretsKeyAlias,
  streamName,
  tableName,
} from '../src/naming.ts';

describe('streamName', () => {
  it.each([
    ['osquery:differential', 'acme', 'acme_streamalert_osquery_differential'],
    ['pan', 'ac-me', 'ac_me_streamalert_pan'],
    ['x'.repeat(60), undefined, `streamalert_${'x'.repeat(43)}_5fb81d3b`],
    [
      'vendor:product.sub-type_with_a_really_long_name_indeed_yes_it_is',
      'acme',
      'acme_streamalert_vendor_product_sub_type_with_a_really_7cd806d0e',
    ],
    [
      'carbonblack:alert.watchlist.hit.ingress.process',
      'averylongprefixname',
      'averylongprefixname_streamalert_carbonblack_alert_watch_810a6009',
    ],
  ])('of %s with prefix %s is %s', (logType, prefix, name) => {
    expect(streamName(logType, prefix)).toBe(name);
  });
});

describe('sanitizeName', () => {
  it('keeps letters and digits of any script', () => {
    expect(sanitizeName('a-b.c:é٣_漢')).toBe('a_b_c_é٣_漢');
  });
});

describe('tableName', () => {
  it('is lower-case, and not shortened', () => {
    expect(tableName(`Cloud-Trail:${'E'.repeat(80)}`)).toBe(`cloud_trail_${'e'.repeat(80)}`);
  });
});

describe('outputSecretName', () => {
  it('names service and descriptor', () => {
    expect(outputSecretName('slack', 'soc-triage')).toBe('outputs/slack/soc-triage');
  });
});

describe('names of 3.5', () => {
  it('are those of parameters, of their key, and of the stream of history', () => {
    expect([
      outputParameterName('acme', 'slack', 'soc-triage'),
      secretsKeyAlias('acme'),
      secretsKeyAlias('acme', 'alias/mine'),
      alertStreamName('acme'),
    ]).toStrictEqual([
      '/acme/streamalert/outputs/slack/soc-triage',
      'alias/acme_streamalert_secrets',
      'alias/mine',
      'acme_streamalert_alert_delivery',
    ]);
  });
});

describe('customMetricName', () => {
  it('is that of 3.5, for all clusters and for one', () => {
    expect(customMetricName('Classifier', 'TotalRecords')).toBe('Classifier-TotalRecords');
    expect(customMetricName('Classifier', 'TotalRecords', 'prod')).toBe('Classifier-TotalRecords-PROD');
  });
});
