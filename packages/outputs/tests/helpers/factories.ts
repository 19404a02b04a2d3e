import {
  type Alert,
  type Clock,
  type DeliveryOutcome,
  historyOutput,
  type LogFields,
  type Logger,
  type Metrics,
  type Micros,
  type OutputName,
  parseTimestamp,
  type SecretStore,
  type StoredAlert,
} from '@streamalert/core';
import {
  type AlertProcessor,
  type AlertProcessorOptions,
  createAlertProcessor,
  type Delivery,
} from '../../src/index.ts';

/** 2023-07-10T12:00:00Z */
export const noon: Micros = parseTimestamp('2023-07-10T12:00:00Z') ?? 0;

export function makeAlert(changes: Partial<Alert> = {}): Alert {
  return {
    id: '11111111-2222-4333-8444-555555555555',
    ruleName: 'cloudtrail_root_account_usage',
    record: { eventName: 'StopLogging', sourceIPAddress: '192.0.2.14' },
    outputs: [historyOutput, 'slack:soc'],
    created: noon,
    cluster: 'prod',
    logSource: 'cloudtrail:events',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'acme.logs',
    ruleDescription: 'Somebody used the root account.',
    context: {},
    publishers: {},
    mergeByKeys: [],
    mergeWindowMinutes: 0,
    staged: false,
    ...changes,
  };
}

export const stored = (alert: Alert, deliveries: StoredAlert['deliveries'] = []): StoredAlert => ({
  alert,
  deliveries,
});

export function makeDelivery(changes: Partial<Delivery> = {}): Delivery {
  const alert = changes.alert ?? makeAlert();
  return {
    alert,
    publication: { id: alert.id },
    descriptor: 'soc',
    settings: undefined,
    credentials: {},
    idempotencyKey: `${alert.id}:slack:soc`,
    attempt: 1,
    startedAt: noon,
    signal: new AbortController().signal,
    timeLeftMs: () => 2000,
    ...changes,
  };
}

/** A clock that stands still until it is moved. */
export function makeClock(): Clock & { now: () => Micros; move(ms: number): void } {
  let now = noon;
  return {
    now: () => now,
    move: (ms) => {
      now += ms * 1000;
    },
  };
}

export interface MemorySecrets extends SecretStore {
  readonly secrets: Map<string, Readonly<Record<string, string>>>;
  reads: number;
}

export function makeSecrets(secrets: Record<string, Readonly<Record<string, string>>> = {}): MemorySecrets {
  const store: MemorySecrets = {
    secrets: new Map(Object.entries(secrets)),
    reads: 0,
    async get(name) {
      store.reads++;
      return store.secrets.get(name);
    },
    async put(name, fields) {
      store.secrets.set(name, fields);
    },
    list: async () => [...store.secrets.keys()].sort(),
    async delete(name) {
      store.secrets.delete(name);
    },
  };
  return store;
}

/** Keeps every log entry as one text. */
export function makeLogger(): Logger & { readonly entries: string[] } {
  const entries: string[] = [];
  const log = (message: string, fields?: LogFields): void => {
    entries.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { entries, debug: log, info: log, warn: log, error: log };
}

export function makeMetrics(): Metrics & { readonly counts: string[] } {
  const counts: string[] = [];
  return {
    counts,
    count: (name, value, dimensions) => void counts.push(`${name} ${value} ${dimensions?.['output']}`),
    time: () => undefined,
    flush: async () => undefined,
  };
}

export const listed = (...outputs: OutputName[]): AlertProcessorOptions['descriptors'] =>
  new Map(
    outputs.map((output) => {
      const [service = '', descriptor = ''] = output.split(':');
      return [output, { service, descriptor }];
    }),
  );

export function makeProcessor(
  options: Partial<AlertProcessorOptions> & Pick<AlertProcessorOptions, 'outputs'>,
): AlertProcessor {
  return createAlertProcessor({
    descriptors: listed('slack:soc'),
    secrets: makeSecrets(),
    publishers: new Map(),
    clock: makeClock(),
    logger: makeLogger(),
    metrics: makeMetrics(),
    random: () => 0.5,
    ...options,
  });
}

export async function outcomesOf(processor: AlertProcessor, alert: StoredAlert): Promise<DeliveryOutcome[]> {
  const outcomes: DeliveryOutcome[] = [];
  await processor.deliver(alert, async (outcome) => void outcomes.push(outcome));
  return outcomes;
}
