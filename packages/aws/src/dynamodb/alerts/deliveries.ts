import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DeliveryOutcome, DeliveryState, Micros, OutputName } from '@streamalert/core';

/** How it stands with each of an alert's own outputs, tried or not. */
export type Deliveries = ReadonlyMap<OutputName, DeliveryState>;

/** Nothing was tried; all is due. */
export function newDeliveries(outputs: readonly OutputName[], due: Micros): Deliveries {
  return new Map(outputs.map((output) => [output, { output, attempts: 0, nextAttempt: due }]));
}

/** An outcome for an output that the alert has not, or that was sent to before, changes nothing. */
export function noteOutcome(deliveries: Deliveries, outcome: DeliveryOutcome): Deliveries {
  const before = deliveries.get(outcome.output);
  if (before === undefined || before.sentAt !== undefined) return deliveries;
  return new Map(deliveries).set(outcome.output, next(before.attempts + 1, outcome));
}

function next(attempts: number, outcome: DeliveryOutcome): DeliveryState {
  const { output } = outcome;
  if (outcome.kind === 'sent') return { output, attempts, sentAt: outcome.at };
  const lastError = outcome.reason;
  return outcome.kind === 'retry'
    ? { output, attempts, nextAttempt: outcome.nextAttempt, lastError }
    : { output, attempts, lastError, parked: true };
}

/** Makes outputs due now that back off and, when asked to, those that are parked. */
export function wake(deliveries: Deliveries, now: Micros, parked: boolean): Deliveries {
  return new Map(
    [...deliveries].map(([output, state]) => {
      const { parked: isParked, ...rest } = state;
      const backsOff = state.nextAttempt !== undefined && state.nextAttempt > now;
      const wakes = state.sentAt === undefined && (isParked === true ? parked : backsOff);
      return [output, wakes ? { ...rest, nextAttempt: now } : state];
    }),
  );
}

/** What is still to be sent; `due` is absent when all of it is parked. */
export function unsent(deliveries: Deliveries): { readonly outputs: number; readonly due?: Micros } {
  const left = [...deliveries.values()].filter(({ sentAt }) => sentAt === undefined);
  const times = left.flatMap(({ nextAttempt }) => nextAttempt ?? []);
  return { outputs: left.length, ...(times.length > 0 && { due: Math.min(...times) }) };
}

/** Those that were tried, in order of output. */
export function tried(deliveries: Deliveries): DeliveryState[] {
  const states = [...deliveries.values()].filter(({ attempts }) => attempts > 0);
  return states.sort((a, b) => (a.output < b.output ? -1 : 1));
}

/** Outputs that have the alert. */
export function sentOutputs(deliveries: Deliveries): OutputName[] {
  return [...deliveries.values()].flatMap(({ output, sentAt }) => (sentAt === undefined ? [] : [output])).sort();
}

/** Attribute `Deliveries`: `{"slack:soc": {"Attempts": 1, "NextAttempt": …, "LastError": …}}`, times in UTC microseconds. */
export function encodeDeliveries(deliveries: Deliveries): AttributeValue {
  return {
    M: Object.fromEntries(
      [...deliveries].map(([output, { attempts, sentAt, nextAttempt, lastError, parked }]) => [
        output,
        {
          M: {
            Attempts: { N: String(attempts) },
            ...(sentAt !== undefined && { SentAt: { N: String(sentAt) } }),
            ...(nextAttempt !== undefined && { NextAttempt: { N: String(nextAttempt) } }),
            ...(lastError !== undefined && { LastError: { S: lastError } }),
            ...(parked === true && { Parked: { BOOL: true } }),
          },
        },
      ]),
    ),
  };
}

/** Reads what {@link encodeDeliveries} wrote. */
export function decodeDeliveries(value: AttributeValue | undefined): Deliveries {
  return new Map(
    Object.entries(value?.M ?? {}).map(([name, { M = {} }]) => {
      const output = name as OutputName;
      const time = (attribute: string) => (M[attribute]?.N === undefined ? undefined : Number(M[attribute].N));
      const [sentAt, nextAttempt, lastError] = [time('SentAt'), time('NextAttempt'), M['LastError']?.S];
      return [
        output,
        {
          output,
          attempts: Number(M['Attempts']?.N ?? 0),
          ...(sentAt !== undefined && { sentAt }),
          ...(nextAttempt !== undefined && { nextAttempt }),
          ...(lastError !== undefined && { lastError }),
          ...(M['Parked']?.BOOL === true && { parked: true }),
        },
      ];
    }),
  );
}
