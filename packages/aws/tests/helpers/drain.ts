import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeAlertTables } from './alert-store.ts';
import { dynamoClient } from './clients.ts';

/** What came of draining a table. */
export interface Drained {
  readonly seconds: number;
  /** Of the process that did it, putting the alerts included. */
  readonly cpuSeconds: number;
  /** Resident memory of the process that did it, the SDK and Node included. */
  readonly peakMb: number;
  readonly sent: Readonly<Record<string, number>>;
  /** Alerts that still wait. */
  readonly left: number;
}

/** Has a process of its own put alerts and dispatch them all. */
export async function drain(url: string, alerts: number, rules: number): Promise<Drained> {
  const { tables, open } = await makeAlertTables(dynamoClient(url));
  const program = fileURLToPath(new URL('../programs/drain-alerts.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@streamalert/source',
    // As Lambda tells Node in a function of 256 MB.
    '--max-old-space-size=160',
    program,
    url,
    String(alerts),
    String(rules),
    JSON.stringify(tables),
  ]);
  let left = 0;
  for await (const _alert of open().waiting()) left++;
  return { ...JSON.parse(stdout), left };
}
