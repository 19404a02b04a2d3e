import type { Config } from '@streamalert/config';
import type { Alert, Clock, Logger, OutputName, SecretStore } from '@streamalert/core';
import { outputSecretName } from '@streamalert/core/naming';
import type { Publisher } from '@streamalert/rules-sdk';
import { composePublication } from './compose-publication.ts';
import type { Output, SendResult } from './contract.ts';
import { createCredentialCache } from './credential-cache.ts';
import { differ, findCredentials } from './credentials.ts';
import type { Limits } from './deadline.ts';
import { describeError, tidyReason } from './reason.ts';
import { createRedactor } from './redact.ts';
import { outputRegistry } from './registry.ts';
import { findRoute, type Route } from './route.ts';

/** What a try works with. */
export interface AttemptOptions {
  readonly outputs: readonly Output[];
  readonly descriptors: Config['outputs'];
  readonly secrets: SecretStore;
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One try of one alert at one output. */
export interface Try {
  /** Frozen, ready to send. */
  readonly alert: Alert;
  readonly output: OutputName;
  /** From 1. */
  readonly attempt: number;
  readonly limits: Limits;
}

type FoundRoute = Extract<Route, { kind: 'route' }>;

/**
 * Makes the function that finds an output's service, credentials and publication, and sends. What it returns holds no
 * credential; what it throws comes from the secret store, before there was one.
 */
export function createAttempt(options: AttemptOptions): (attempt: Try) => Promise<SendResult> {
  const { descriptors, publishers, clock, logger } = options;
  const services = outputRegistry(options.outputs);
  const cache = createCredentialCache(options.secrets, clock);

  const send = async (attempt: Try, route: FoundRoute, credentials: Readonly<Record<string, string>>) => {
    const result = await sendOnce(attempt, route, credentials).catch(
      (error: unknown): SendResult => ({ kind: 'retry', reason: describeError(error) }),
    );
    if (result.kind === 'sent') return result;
    const redact = createRedactor(Object.values(credentials));
    return { ...result, reason: tidyReason(redact(result.reason)) };
  };

  const sendOnce = async (attempt: Try, route: FoundRoute, credentials: Readonly<Record<string, string>>) => {
    const { alert, output, limits } = attempt;
    const { publication, unknownPublishers } = composePublication(alert, output, publishers);
    for (const publisher of unknownPublishers) {
      logger.warn('unknown publisher passed over', { alertId: alert.id, ruleName: alert.ruleName, output, publisher });
    }
    return route.service.send({
      ...limits,
      alert,
      publication,
      descriptor: route.descriptor,
      settings: route.settings,
      credentials,
      idempotencyKey: `${alert.id}:${output}`,
      attempt: attempt.attempt,
      startedAt: clock.now(),
    });
  };

  return async (attempt) => {
    const route = findRoute(attempt.output, services, descriptors);
    if (route.kind === 'nowhere') return { kind: 'permanent', reason: route.reason };
    const found = await findCredentials(cache, route.service, route.descriptor);
    if (found.kind === 'unusable') return { kind: 'permanent', reason: found.reason };
    const result = await send(attempt, route, found.fields);
    if (result.kind !== 'permanent' || result.credentialsRefused !== true) return result;
    // The secret may have been replaced since it was read: a refusal counts only for the newest.
    cache.forget(outputSecretName(route.service.service, route.descriptor));
    const newest = await findCredentials(cache, route.service, route.descriptor);
    const replaced = newest.kind === 'found' && differ(found.fields, newest.fields);
    return replaced ? send(attempt, route, newest.fields) : result;
  };
}
