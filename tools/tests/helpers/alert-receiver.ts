import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a receiver answers: as it should, with 503, or not at all, though it took what was sent. */
export type ReceiverMode = 'up' | 'unavailable' | 'drops';

/** An alert as the receiver took it. */
export interface ReceivedAlert {
  readonly rule: string;
  readonly id: string;
  readonly idempotencyKey: string;
  /** Of CloudTrail, of the record; of a merged alert, of its newest. */
  readonly eventId: string;
  /** Alerts that were merged into it; 1 for one that stands for itself. */
  readonly members: number;
}

/** A webhook's receiver on this machine. */
export interface AlertReceiver {
  readonly url: string;
  mode: ReceiverMode;
  /** Everything that was taken, in order; what came twice is in it twice. */
  readonly received: readonly ReceivedAlert[];
  /** Tries that were answered with 503. */
  readonly refused: number;
  /** Called before an alert is answered. */
  onAlert: (alert: ReceivedAlert) => Promise<void>;
  stop(): void;
}

/** Starts a receiver on 127.0.0.1. */
export async function startAlertReceiver(): Promise<AlertReceiver> {
  const received: ReceivedAlert[] = [];
  const server = createServer(async (request, response) => {
    const body = await Array.fromAsync(request);
    if (receiver.mode === 'unavailable') {
      receiver.refused++;
      return response.writeHead(503).end();
    }
    const { rule_name: rule, id, record } = JSON.parse(Buffer.concat(body).toString());
    const alert: ReceivedAlert = {
      rule,
      id,
      idempotencyKey: String(request.headers['idempotency-key']),
      eventId: record.eventID ?? '',
      members: record.AlertCount ?? 1,
    };
    received.push(alert);
    await receiver.onAlert(alert);
    if (receiver.mode === 'drops') return request.socket.destroy();
    return response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    mode: 'up' as ReceiverMode,
    received,
    refused: 0,
    onAlert: async (_alert: ReceivedAlert): Promise<void> => {},
    stop(): void {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
