import type { DeploymentAws } from '@streamalert/aws/deployment';
import { describe, expect, it } from 'vitest';
import { withArtifacts } from '../src/deploy/run-deployment.ts';
import { createUploads } from '../src/deploy/uploads.ts';
import { UsageError } from '../src/errors.ts';
import { makeStack } from './helpers/stacks.ts';

/** A bucket that remembers what was put into it, in order. */
function setUp(exists: boolean) {
  const puts: string[] = [];
  const content = new Map<string, Uint8Array>();
  const infoOf = (key: string, bytes: Uint8Array) => ({ key, sizeBytes: bytes.byteLength, version: '1' });
  const blobs: Pick<ReturnType<DeploymentAws['bucket']>['blobs'], 'info' | 'put'> = {
    async info(key) {
      const found = content.get(key);
      return found === undefined ? undefined : infoOf(key, found);
    },
    async put(key, bytes) {
      puts.push(key);
      content.set(key, bytes);
      return infoOf(key, bytes);
    },
  };
  const aws = { bucket: () => ({ blobs, urlOf: (key: string) => `https://example.com/${key}` }) };
  return { puts, content, uploads: createUploads(aws as unknown as DeploymentAws, 'acme', async () => exists) };
}

const large = { Description: 'x'.repeat(60_000) };

describe('createUploads', () => {
  it('leaves a small template in the call', async () => {
    const { uploads, puts } = setUp(true);

    expect(await uploads.template({ Description: 'small' })).toBe('{"Description":"small"}');
    expect(puts).toStrictEqual([]);
  });

  it('uploads a large template once, under a key of its content', async () => {
    const { uploads, puts, content } = setUp(true);

    const [first, second] = [await uploads.template(large), await uploads.template(large)];

    const [key = ''] = puts;
    expect([first, second]).toStrictEqual([
      { url: `https://example.com/${key}` },
      { url: `https://example.com/${key}` },
    ]);
    expect(puts).toStrictEqual([expect.stringMatching(/^templates\/[0-9a-f]{64}\.json$/)]);
    expect(JSON.parse(Buffer.from(content.get(key) ?? []).toString())).toStrictEqual(large);
  });

  it('says which command makes the bucket that a large template needs', async () => {
    const { uploads, puts } = setUp(false);

    const failed = uploads.template(large);

    await expect(failed).rejects.toThrow(UsageError);
    await expect(failed).rejects.toThrow(
      /over 51200 bytes, and the bucket acme .* streamalert deploy artifacts makes it$/,
    );
    expect(puts).toStrictEqual([]);
  });
});

describe('withArtifacts', () => {
  const artifacts = makeStack('artifacts');
  const deployment = { artifacts } as Parameters<typeof withArtifacts>[0];
  const small = makeStack('shared');
  const code = makeStack('rules-engine', { bundles: ['rules-engine'] });
  const huge = makeStack('shared', { resources: { Topic: { Type: 'x'.repeat(60_000) } } });

  it.each([
    ['a small template without code', [small], [small]],
    ['code', [small, code], [artifacts, small, code]],
    ['a large template', [huge], [artifacts, huge]],
    ['code, where it is named itself', [artifacts, code], [artifacts, code]],
  ])('has the bucket first where it is needed: %s', (_, chosen, expected) => {
    expect(withArtifacts(deployment, chosen)).toStrictEqual(expected);
  });
});
