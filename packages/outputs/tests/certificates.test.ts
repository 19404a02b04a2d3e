import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '@streamalert/core/http';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { webhook } from '../src/services/webhook.ts';
import { exampleDelivery } from './helpers/example-alert.ts';

describe('an output over HTTPS', () => {
  it('trusts no certificate that nobody vouches for', async () => {
    // It speaks another protocol, and has a certificate of its own making, which is all that is looked at here.
    const server = new SMTPServer({ secure: true });
    server.on('error', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const url = `https://127.0.0.1:${(server.server.address() as AddressInfo).port}/`;

    const sending = webhook({ http: createHttpClient() }).send(exampleDelivery('webhook', { credentials: { url } }));

    await expect(sending).rejects.toMatchObject({ code: expect.stringMatching(/CERT/), retryable: true });
  });
});
