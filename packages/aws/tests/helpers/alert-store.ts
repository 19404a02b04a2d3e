import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createRowSpill, storeTables } from '@streamalert/core/wire';
import { createTestClock } from '@streamalert/test-kit';
import type { Backoff } from '../../src/backoff.ts';
import { createDynamoAlertStore } from '../../src/dynamodb/alerts/alert-store.ts';
import { createMemoryBlobs } from './memory-blobs.ts';
import { makeTable } from './tables.ts';

/** Empty tables, and stores on them. */
export async function makeAlertTables(client: DynamoDBClient, backoff: Backoff = {}) {
  const [alerts, receipts, state] = await Promise.all([
    makeTable(client, storeTables.alerts),
    makeTable(client, storeTables.receipts),
    makeTable(client, storeTables.state),
  ]);
  const clock = createTestClock();
  const blobs = createMemoryBlobs();
  const spill = createRowSpill({ blobs, baseUrl: 's3://bucket/' });
  const tables = { alerts, receipts, state };
  return {
    client,
    tables,
    clock,
    blobs,
    open: (through: DynamoDBClient = client) =>
      createDynamoAlertStore({ client: through, tables, spill, clock, backoff }),
  };
}
