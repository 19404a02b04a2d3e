import type { Alert } from './alert.ts';
import type { Json } from './json.ts';

/**
 * What one output renders: plain JSON by key. Keys `@service.field` override one field of one service, e.g.
 * `@slack.text`.
 */
export type Publication = Readonly<Record<string, Json>>;

/** Marks publishers; a symbol of the global registry, because a rule repo and the engine may hold different copies of this package. */
export const publisherMark: unique symbol = Symbol.for('@streamalert/publisher') as never;

/** A step that turns an alert into the publication of one output. */
export interface Publisher {
  readonly [publisherMark]: 1;
  /** Unique in a deployment; stored with each alert. */
  readonly name: string;
  readonly publish: (alert: Alert, publication: Publication) => Publication;
}

/**
 * Makes a publisher. Publishers of an output run in order; the first receives `{}`, not the default publication.
 *
 * @example
 * ```ts
 * import { definePublisher } from '@streamalert/rules-sdk';
 *
 * export const shortSlackText = definePublisher('short_slack_text', (alert, publication) => ({
 *   ...publication,
 *   '@slack.text': `${alert.ruleName}: ${alert.ruleDescription}`,
 * }));
 * ```
 */
export function definePublisher(name: string, publish: Publisher['publish']): Publisher {
  return Object.freeze({ [publisherMark]: 1 as const, name, publish });
}

/** True for what {@link definePublisher} made, also by another copy of this package. */
export function isPublisher(value: unknown): value is Publisher {
  return typeof value === 'object' && value !== null && (value as { [publisherMark]?: unknown })[publisherMark] === 1;
}
