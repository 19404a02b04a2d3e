import { type ClassifiedRecord, type JsonObject, recordUuid } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { artifactLines, extractArtifacts } from '../src/index.ts';
import { classifierOf, schema, source } from './helpers/classify.ts';

const classified = (normalized: JsonObject): ClassifiedRecord => ({
  kind: 'classified',
  id: 'payload.0.0',
  cluster: 'prod',
  log_schema_type: 'vpn:login',
  data_type: 'json',
  ...source,
  record: { client: 'x', streamalert_normalization: normalized },
});

describe('artifactLines', () => {
  it('writes one line a value, as 3.5 does', () => {
    const record = classified({
      ip_address: [{ function: 'Client address', values: ['192.0.2.7', '192.0.2.7'] }],
      user: [{ function: null, values: ['mïa'] }],
      streamalert_record_id: '5f0c0000-0000-4000-8000-000000000000',
    });

    const line = '{"function":"Client address","streamalert_record_id":"5f0c0000-0000-4000-8000-000000000000",';
    expect(artifactLines(record)).toStrictEqual([
      `${line}"source_type":"vpn:login","type":"ip_address","value":"192.0.2.7"}\n`,
      `${line}"source_type":"vpn:login","type":"ip_address","value":"192.0.2.7"}\n`,
      `${line.replace('Client address', 'None')}"source_type":"vpn:login","type":"user","value":"m\\u00efa"}\n`,
    ]);
  });

  it('takes what the classifier makes', () => {
    const log = schema(
      'log:flow',
      { src: 'string', ports: [], note: 'string' },
      {
        normalization: [
          ['ip_address', [{ path: ['src'], function: 'Source', sendToArtifacts: true }]],
          ['port', [{ path: ['ports'], function: null, sendToArtifacts: true }]],
          ['text', [{ path: ['note'], function: 'Note', sendToArtifacts: false }]],
        ],
      },
    );
    const { classified: records } = classifierOf([log]).classifyData(
      source,
      { src: '192.0.2.1', ports: [22, true, { a: 1 }], note: 'kept out' },
      'payload',
    );

    const artifacts = records.flatMap(extractArtifacts);

    expect(artifacts.map(({ type, function: role, value }) => [type, role, value])).toStrictEqual([
      ['ip_address', 'Source', '192.0.2.1'],
      ['port', 'None', '22'],
      ['port', 'None', 'True'],
      ['port', 'None', '{"a":1}'],
    ]);
    expect(new Set(artifacts.map((artifact) => artifact.streamalert_record_id))).toStrictEqual(
      new Set([recordUuid('payload.0.0')]),
    );
  });
});

describe('extractArtifacts', () => {
  it.each<[string, JsonObject]>([
    ['nothing was found', {}],
    ['there is only the id', { streamalert_record_id: 'x' }],
    ['values are kept out', { user: [{ function: null, values: ['a'], send_to_artifacts: false }] }],
    ['the data has another shape', { user: 'a', other: [1, { function: 'x' }, { values: 'y' }] }],
  ])('gives none where %s', (_name, normalized) => {
    expect(extractArtifacts(classified(normalized))).toStrictEqual([]);
  });

  it('derives the id of a record that has none', () => {
    const [artifact] = extractArtifacts(classified({ user: [{ function: 'User', values: [7] }] }));

    expect(artifact).toStrictEqual({
      function: 'User',
      streamalert_record_id: recordUuid('payload.0.0'),
      source_type: 'vpn:login',
      type: 'user',
      value: '7',
    });
  });
});
