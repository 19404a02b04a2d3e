import type { Clock, Micros, SecretStore } from '@streamalert/core';

type Fields = Readonly<Record<string, string>>;

/** Five minutes: a rotated secret is in use by then at the latest. */
const lifetimeMicros = 5 * 60 * 1_000_000;

/** Secrets read a short while ago, so that not every alert asks the store. */
export interface CredentialCache {
  /** @returns `undefined` when there is no such secret, which is never remembered. */
  get(name: string): Promise<Fields | undefined>;
  /** The next {@link get} asks the store. */
  forget(name: string): void;
}

/** Concurrent readers of one name share one request to the store. */
export function createCredentialCache(secrets: SecretStore, clock: Clock): CredentialCache {
  const entries = new Map<string, { readonly until: Micros; readonly fields: Promise<Fields | undefined> }>();

  const read = (name: string): Promise<Fields | undefined> => {
    const fields = secrets.get(name);
    const entry = { until: clock.now() + lifetimeMicros, fields };
    entries.set(name, entry);
    const drop = (): void => {
      if (entries.get(name) === entry) entries.delete(name);
    };
    fields.then((found) => found ?? drop(), drop);
    return fields;
  };

  return {
    get(name) {
      const entry = entries.get(name);
      return entry !== undefined && clock.now() < entry.until ? entry.fields : read(name);
    },
    forget: (name) => void entries.delete(name),
  };
}
