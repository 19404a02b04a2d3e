import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@streamalert/config';
import { describe, expect, it } from 'vitest';
import { checkClassifier, createClassifier } from '../src/index.ts';
import { schema, source } from './helpers/classify.ts';

describe('checkClassifier', () => {
  it('finds nothing wrong with good log types', () => {
    expect(checkClassifier({ logTypes: [schema('log:a', {}, { jsonPath: ['r[*]', '$.r[*]'] })] })).toStrictEqual([]);
  });

  it('points to paths that cannot be read', () => {
    const logTypes = [
      schema('log:a', {}, { jsonPath: ['r['] }),
      schema('log:b', {}, { jsonPath: ['r', '$.r[?(@.a)]'] }),
    ];

    expect(checkClassifier({ logTypes })).toMatchObject([
      { file: 'conf/schemas/log.json', pointer: '/log:a/configuration/json_path', severity: 'error' },
      { file: 'conf/schemas/log.json', pointer: '/log:b/configuration/json_path/1', severity: 'error' },
    ]);
  });

  it('says which parsers there are', () => {
    const [issue] = checkClassifier({ logTypes: [{ ...schema('log:a', {}), parser: 'xml' }] });

    expect(issue?.pointer).toBe('/log:a/parser');
    expect(issue?.message).toContain('json');
  });
});

describe('the order of schemas', () => {
  it.each([
    ['a, b and c', { a: undefined, b: 0, c: 1 }, 'abc'],
    ['c before a', { a: 5, b: undefined, c: 0 }, 'cab'],
    ['e first', { a: 2, b: undefined, c: 3, d: undefined, e: 1 }, 'eabcd'],
    ['as encountered', { a: undefined, b: undefined }, 'ab'],
  ])('is that of their priorities: %s', async (_name, priorities: Record<string, number | undefined>, expected) => {
    const dir = mkdtempSync(join(tmpdir(), 'classifier-'));
    const log = (priority: number | undefined) => ({
      parser: 'json',
      schema: { x: {} },
      configuration: priority === undefined ? {} : { priority },
    });
    const write = (file: string, content: unknown) => writeFileSync(join(dir, file), JSON.stringify(content));
    mkdirSync(join(dir, 'schemas'));
    mkdirSync(join(dir, 'clusters'));
    write(
      'schemas/log.json',
      Object.fromEntries(Object.entries(priorities).map(([key, value]) => [`log:${key}`, log(value)])),
    );
    write('clusters/prod.json', { id: 'prod', classifier_config: {}, data_sources: { s3: { bucket: ['log'] } } });
    write('global.json', { account: { aws_account_id: '123456789012', prefix: 'acme', region: 'us-east-1' } });
    write('outputs.json', {});

    const loaded = await loadConfig(dir);
    rmSync(dir, { recursive: true });
    expect(loaded.issues.filter(({ severity }) => severity === 'error')).toStrictEqual([]);
    const order: string[] = [];
    let left = [...(loaded.config?.logTypes ?? [])];
    while (left.length > 0) {
      const cluster = loaded.config?.clusters.get('prod');
      if (cluster === undefined) throw new Error('the configuration must load');
      const { classified } = createClassifier({ cluster, logTypes: left }).classifyData(source, { x: 1 }, 'p');
      const winner = classified[0]?.log_schema_type;
      order.push(winner?.replace('log:', '') ?? '?');
      left = left.filter(({ name }) => name !== winner);
    }

    expect(order.join('')).toBe(expected);
  });
});
