import type { Alert, Micros, Publication } from '@streamalert/core';

/** One value a service needs that is kept with the secrets, e.g. a token. */
export interface CredentialField {
  /** Key in the stored secret, as 3.5 named it. */
  readonly name: string;
  /** What to type, for the person who is asked for it. */
  readonly description: string;
  /** Hidden while it is typed and when it is shown. */
  readonly mask: boolean;
  readonly optional?: boolean;
  /** @returns What is wrong, without the value; `undefined` when it is accepted. */
  validate?(value: string): string | undefined;
}

/** The one text that a service is configured by, e.g. the name of a bucket. */
export interface SettingValue {
  /** What to type, for the person who is asked for it. */
  readonly description: string;
  readonly example: string;
}

/** Something wrong with the settings of one output in `conf/outputs.json`. */
export interface SettingsProblem {
  /** Keys from the settings to the value, e.g. `['headers', 'X-Team']`. */
  readonly path: readonly (string | number)[];
  /** What is wrong, and what is accepted. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** What is known of a service without sending anything. */
export interface OutputService {
  /** The part of an output's name before the colon, e.g. `slack`. */
  readonly service: string;
  /** Empty: no secret is read. */
  readonly credentials: readonly CredentialField[];
  /** What stands beside the descriptor in `conf/outputs.json`, where that is one text. */
  readonly value?: SettingValue;
  /** True when a delivery that is repeated with the same idempotency key arrives once. */
  readonly idempotent: boolean;
  /** @param settings The value beside the descriptor in `conf/outputs.json`, `undefined` where the file holds a list. */
  checkSettings(settings: unknown): readonly SettingsProblem[];
}

/** One alert on its way to one output. */
export interface Delivery {
  /** Deeply frozen, without `streamalert_normalization` in its record. */
  readonly alert: Alert;
  /** What the publishers of this output made of it. Read-only: it may share parts with the alert. */
  readonly publication: Publication;
  readonly descriptor: string;
  /** As in `conf/outputs.json`, accepted by {@link OutputService.checkSettings}. */
  readonly settings: unknown;
  /** The service's credential fields; all that are not optional are there. */
  readonly credentials: Readonly<Record<string, string>>;
  /** `{alertId}:{output}`: the same at every try. */
  readonly idempotencyKey: string;
  /** 1 at the first try that is known of; a try that a crash interrupted is not known of. */
  readonly attempt: number;
  readonly startedAt: Micros;
  /** Aborted at the deadline; what is sent later is sent again. */
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline, at least 1: the time limit of a request that starts now. */
  timeLeftMs(): number;
}

/** What came of one send. Reasons are redacted by the processor before anybody sees them. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** The same delivery may succeed later, not before `retryAfterMs` where it is given. */
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number }
  /** Somebody has to change something first. */
  | { readonly kind: 'permanent'; readonly reason: string; readonly credentialsRefused?: boolean };

/** A service that can send. Made by a factory that takes what the service touches, e.g. `slack({ http })`. */
export interface Output extends OutputService {
  /** Sends once. What it throws counts as `retry`. */
  send(delivery: Delivery): Promise<SendResult>;
}
