import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeHttpClient } from '@streamalert/test-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '../src/index.ts';

describeHttpClient('fetch', async () => ({ port: createHttpClient() }));

describe('createHttpClient', () => {
  it('reads the first MiB of an endless answer', async () => {
    let closed = false;
    const server = createServer((_request, response) => {
      const write = () => void (response.destroyed || response.write('x'.repeat(100_000), write));
      write();
      response.on('close', () => {
        closed = true;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const { body } = await createHttpClient().request({ method: 'GET', url, timeoutMs: 5000 });

    expect(body).toHaveLength(1024 * 1024);
    await expect.poll(() => closed).toBe(true);
  });

  it('does not ask for a malformed request to be tried again', async () => {
    const request = createHttpClient().request({ method: 'POST', url: 'nowhere', timeoutMs: 5000 });

    await expect(request).rejects.toMatchObject({ retryable: false });
  });
});
