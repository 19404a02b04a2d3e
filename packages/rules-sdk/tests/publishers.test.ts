import { describe, expect, it } from 'vitest';
import type { Alert, Json, Publisher } from '../src/index.ts';
import {
  addRecord,
  blank,
  builtInPublishers,
  defaultPublication,
  defaultPublisher,
  defineDemistoClassification,
  definePagerDutyImage,
  defineSlackSummary,
  demistoClassification,
  enumerateFields,
  pagerdutyAsCustomDetails,
  pagerdutyAttachImage,
  pagerdutyHighUrgency,
  pagerdutyLowUrgency,
  pagerdutyPrettyPrintArrays,
  pagerdutyShortenTitle,
  populateFields,
  removeFields,
  removeInternalFields,
  removeStreamalertNormalization,
  slackAttachFullRecord,
  slackAttachPublication,
  slackAttachRuleInfo,
  slackAttachStringTemplate,
  slackSummary,
  stringifyArrays,
} from '../src/publishers.ts';
import { makeAlert, publish } from './helpers/alerts.ts';

describe('builtInPublishers', () => {
  it('are found by the names of 3.5', () => {
    expect([...builtInPublishers.keys()].sort()).toStrictEqual([
      'publishers.community.generic.StringifyArrays',
      'publishers.community.generic.add_record',
      'publishers.community.generic.blank',
      'publishers.community.generic.enumerate_fields',
      'publishers.community.generic.populate_fields',
      'publishers.community.generic.remove_fields',
      'publishers.community.generic.remove_internal_fields',
      'publishers.community.generic.remove_streamalert_normalization',
      'publishers.community.pagerduty.pagerduty_layout.AttachImage',
      'publishers.community.pagerduty.pagerduty_layout.PrettyPrintArrays',
      'publishers.community.pagerduty.pagerduty_layout.ShortenTitle',
      'publishers.community.pagerduty.pagerduty_layout.as_custom_details',
      'publishers.community.pagerduty.pagerduty_layout.v2_high_urgency',
      'publishers.community.pagerduty.pagerduty_layout.v2_low_urgency',
      'publishers.community.slack.slack_layout.AttachFullRecord',
      'publishers.community.slack.slack_layout.AttachPublication',
      'publishers.community.slack.slack_layout.AttachRuleInfo',
      'publishers.community.slack.slack_layout.AttachStringTemplate',
      'publishers.community.slack.slack_layout.Summary',
      'publishers.sample.sample_demisto.demisto_classification',
      'streamalert.shared.publisher.DefaultPublisher',
    ]);
  });
});

describe('the generic publishers', () => {
  const record = { a: { token: 'x', list: [1, null, 'b'] }, b: [{ c: 9007199254740993n }], secret_key: 's', e: {} };

  it.each<[string, readonly Publisher[], Partial<Alert>, object]>([
    ['add_record', [addRecord], { record }, { record }],
    ['blank', [addRecord, blank], { record }, {}],
    [
      'remove_fields',
      [addRecord, removeFields],
      { record, context: { remove_fields: ['^token$', 'secret', '^b'] } },
      { record: { a: { list: [1, null, 'b'] }, e: {} } },
    ],
    [
      'remove_streamalert_normalization',
      [addRecord, removeStreamalertNormalization],
      { record: { a: [{ streamalert_normalization: {} }] } },
      { record: { a: [{}] } },
    ],
    ['remove_internal_fields alone, which starts from nothing (row 25)', [removeInternalFields], {}, {}],
    [
      'enumerate_fields',
      [addRecord, enumerateFields],
      { record },
      {
        'record.a.list[0]': 1,
        'record.a.list[1]': null,
        'record.a.list[2]': 'b',
        'record.a.token': 'x',
        'record.b[0].c': 9007199254740993n,
        'record.secret_key': 's',
      },
    ],
    [
      'enumerate_fields, which loses what is empty (row 28)',
      [addRecord, enumerateFields],
      { record: { a: {}, b: [{ c: 1 }] } },
      { 'record.b[0].c': 1 },
    ],
    [
      'populate_fields',
      [addRecord, populateFields],
      { record, context: { populate_fields: ['c', 'token'] } },
      { c: [9007199254740993n], token: ['x'] },
    ],
    [
      'populate_fields, which gives lists, also of one value and of none (row 27)',
      [addRecord, populateFields],
      { record: { ip: '9.9.9.9' }, context: { populate_fields: ['ip', 'gone'] } },
      { ip: ['9.9.9.9'], gone: [] },
    ],
    [
      'StringifyArrays',
      [addRecord, stringifyArrays],
      { record: { a: [1, null, 'b', true], none: [], deep: [[1], { b: [true] }] } },
      { record: { a: '1\nnull\nb\ntrue', none: '', deep: [[1], { b: 'true' }] } },
    ],
  ])('has %s', (_name, publishers, more, expected) => {
    expect(publish(publishers, more)).toStrictEqual(expected);
  });

  it('takes internal fields from the default publication', () => {
    const { outputs: _outputs, publishers: _publishers, staged: _staged, ...rest } = defaultPublication(makeAlert());

    expect(publish([defaultPublisher, removeInternalFields])).toStrictEqual(rest);
  });
});

describe('the Slack layout', () => {
  const attachments = (publishers: readonly Publisher[], more: Partial<Alert> = {}) =>
    publish([slackSummary, ...publishers], more)['@slack.attachments'] as readonly Json[];

  it('begins with a summary, and keeps what it replaces', () => {
    const ruleDescription = 'author: mia\ndescription: a < b & c\nreference: https://example.com';

    expect(publish([addRecord, slackSummary], { ruleDescription })).toStrictEqual({
      '@slack.text': 'Rule triggered',
      '@slack.attachments': [
        {
          fallback: 'Rule triggered: odd_login',
          color: '#ff5a5f',
          author_name: 'mia',
          author_link: '',
          author_icon: '',
          title: 'odd_login',
          title_link: 'https://github.com/airbnb/streamalert/search?q=odd_login+path%3A%2Frules',
          text: 'a &lt; b &amp; c',
          ts: 1_688_990_400,
          image_url: '',
          thumb_url: '',
          footer: '',
          footer_icon: '',
          mrkdwn_in: [],
        },
      ],
      '@slack._previous_publication': { record: { user: 'mia', address: '192.0.2.1' } },
    });
  });

  it('may lead elsewhere, in another colour', () => {
    const own = defineSlackSummary('own', { color: '#000000', titleLink: ({ id }) => `https://example.com/${id}` });
    const { '@slack.attachments': found } = publish([own]);

    expect(found).toMatchObject([
      { color: '#000000', title_link: 'https://example.com/7f3a0000-0000-4000-8000-000000000001' },
    ]);
  });

  it('adds what is known of the rule', () => {
    const [, info] = attachments([slackAttachRuleInfo], {
      ruleDescription: 'author: mia\nAn odd login.\nATT&CK Tactic: Initial Access\nplaybook: Ask.',
      severity: 'high',
      owner: 'soc',
      attack: [{ tactic: 'TA0001', technique: 'T1078' }, { tactic: 'TA0003' }],
      references: ['https://example.com/a', 'https://example.com/b'],
      runbook: 'Call.',
    });

    expect(info).toStrictEqual({
      color: '#8ce071',
      fields: [
        { title: 'Att&ck tactic', value: 'Initial Access' },
        { title: 'Playbook', value: 'Ask.' },
        { title: 'Severity', value: 'high' },
        { title: 'Owner', value: 'soc' },
        { title: 'ATT&CK', value: 'TA0001 T1078, TA0003' },
        { title: 'References', value: 'https://example.com/a\nhttps://example.com/b' },
        { title: 'Runbook', value: 'Call.' },
      ],
    });
    expect(attachments([slackAttachRuleInfo]).length).toBe(1);
  });

  it('adds the publication that the summary replaced, and none without a summary', () => {
    const alert = { record: { b: ['<', {}], a: 9007199254740993n } };

    const { '@slack.attachments': found } = publish([addRecord, slackSummary, slackAttachPublication], alert);

    expect((found as Json[])[1]).toStrictEqual({
      color: '#00d1c1',
      title: 'Alert Data:',
      text: '```\n{\n  "record": {\n    "a": 9007199254740993,\n    "b": [\n      "&lt;",\n      {}\n    ]\n  }\n}\n```',
      mrkdwn_in: ['text'],
    });
    expect(publish([addRecord, slackAttachPublication], alert)).toStrictEqual({ record: alert.record });
  });

  it.each<[string, Json, string]>([
    ['values of the publication that was replaced', '{rule_name} by {record[user]}', 'odd_login by mia'],
    ['values that are no text', '{staged} {record}', 'false {"user":"mia","address":"192.0.2.1"}'],
    ['doubled braces', '{{{cluster}}}', '{prod}'],
    ['a name that is nowhere, which stays', '{cluster} {record[gone]} {nope}', 'prod {record[gone]} {nope}'],
    ['markup, which is escaped', '<{cluster}>', '&lt;prod&gt;'],
  ])('fills a template with %s', (_case, template, text) => {
    const context = { slack_message_template: template };

    const { '@slack.attachments': found } = publish([defaultPublisher, slackSummary, slackAttachStringTemplate], {
      context,
    });

    expect((found as Json[])[1]).toStrictEqual({ color: '#ffb400', text });
  });

  it('says that a template is missing', () => {
    expect(publish([slackAttachStringTemplate])).toStrictEqual({
      '@slack.attachments': [{ color: '#ffb400', text: '[MISSING TEMPLATE]' }],
    });
  });

  it('adds a record that fits into one attachment', () => {
    expect(attachments([slackAttachFullRecord], { record: { user: 'mia' } }).slice(1)).toStrictEqual([
      {
        fallback: '',
        color: '#7b0051',
        author_name: 'acme.logs',
        title: 'Record',
        text: '```\n{\n  "user": "mia"\n}\n```',
        fields: [{ title: 'Alert Id', value: '7f3a0000-0000-4000-8000-000000000001' }],
        footer: 'via <https://console.aws.amazon.com/s3/home|s3>',
        footer_icon: '',
        mrkdwn_in: ['text'],
      },
    ]);
  });

  it.each([
    ['many lines', Array.from({ length: 300 }, (_, at) => `line ${at} & more`)],
    ['one line that is too long by itself', ['<&>\u{1F600}'.repeat(2000)]],
  ])('cuts a record of %s into attachments that Slack takes, and loses nothing', (_case, lines) => {
    const parts = attachments([slackAttachFullRecord], { record: { lines } }).slice(1) as { text: string }[];
    const inner = parts.map(({ text }) => text.slice(4, -4));
    const separator = lines.length > 1 ? '\n' : '';

    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThanOrEqual(4000);
    expect(inner.join(separator).replaceAll('\n', '')).toBe(
      JSON.stringify({ lines }, undefined, 2)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('\n', ''),
    );
    expect(inner.every((text) => !/&[a-z]*$|^[a-z]*;/.test(text))).toBe(true);
    expect(
      parts.map((part) => [(part as { title?: string }).title, (part as { footer?: string }).footer !== '']),
    ).toStrictEqual(parts.map((_, at) => [at === 0 ? 'Record' : '', at === parts.length - 1]));
  });
});

describe('the PagerDuty layout', () => {
  it.each<[string, readonly Publisher[], object]>([
    [
      'a short title',
      [pagerdutyShortenTitle],
      {
        '@pagerduty-v2.summary': 'odd_login',
        '@pagerduty-incident.incident_title': 'odd_login',
        '@pagerduty.description': 'odd_login',
      },
    ],
    [
      'details of all that is no field of PagerDuty itself',
      [addRecord, pagerdutyHighUrgency, pagerdutyAsCustomDetails],
      {
        record: { user: 'mia', address: '192.0.2.1' },
        '@pagerduty-v2.severity': 'critical',
        '@pagerduty-incident.urgency': 'high',
        '@pagerduty.details': { record: { user: 'mia', address: '192.0.2.1' } },
        '@pagerduty-v2.custom_details': { record: { user: 'mia', address: '192.0.2.1' } },
      },
    ],
    [
      'low urgency',
      [pagerdutyLowUrgency],
      { '@pagerduty-v2.severity': 'warning', '@pagerduty-incident.urgency': 'low' },
    ],
    [
      'images, one behind the other',
      [pagerdutyAttachImage, definePagerDutyImage('own', { src: 'a.png', href: 'https://example.com', alt: 'Own' })],
      {
        '@pagerduty-v2.images': [
          {
            src: 'https://streamalert.io/en/stable/_images/sa-banner.png',
            href: 'https://streamalert.io/en/stable/',
            alt: 'StreamAlert Docs',
          },
          { src: 'a.png', href: 'https://example.com', alt: 'Own' },
        ],
        '@pagerduty.contexts': [
          { type: 'image', src: 'https://streamalert.io/en/stable/_images/sa-banner.png' },
          { type: 'image', src: 'a.png' },
        ],
      },
    ],
  ])('has %s', (_case, publishers, expected) => {
    expect(publish(publishers)).toStrictEqual(expected);
  });

  it('puts a line between the values of a list', () => {
    expect(publish([addRecord, pagerdutyPrettyPrintArrays], { record: { a: ['x', 'y'] } })).toStrictEqual({
      record: { a: 'x\n\n----------\n\ny' },
    });
  });
});

describe('the Demisto classification', () => {
  const context = { demisto: { incident_type: 'My sample type', severity: 'informational' } };

  it('takes the fields of the incident from the context', () => {
    expect(publish([demistoClassification], { context })).toStrictEqual({
      '@demisto.incident_type': 'My sample type',
      '@demisto.severity': 'informational',
    });
  });

  it('changes nothing without one', () => {
    expect(publish([addRecord, demistoClassification])).toStrictEqual(publish([addRecord]));
  });

  it('asks a function of the deployment where the context says nothing', () => {
    const own = defineDemistoClassification('own', ({ ruleName }) => ({ playbook: `${ruleName} triage` }));

    expect(publish([own])).toStrictEqual({ '@demisto.playbook': 'odd_login triage' });
    expect(publish([own], { context })).not.toHaveProperty('@demisto.playbook');
  });
});
