import type { FeedConfig } from '@streamalert/config';
import type { Clock, Json } from '@streamalert/core';
import type { FeedClient } from '../feed-client.ts';
import type { FeedPage } from '../types.ts';

/** Credentials by field. */
export type Credentials = Readonly<Record<string, string>>;

/** What reading a feed works with. */
export interface ReadOptions<F extends FeedConfig> {
  readonly feed: F;
  /** Address of the feed; of those that are folders it ends in `/`. */
  readonly url: URL;
  readonly credentials: Credentials;
  readonly client: FeedClient;
  readonly clock: Clock;
  /** Where an earlier reading came to; `undefined` at the very first. */
  readonly position: Json | undefined;
}

/** Reads a feed on from a position, page after page, until its end. */
export type ReadFeed<F extends FeedConfig> = (options: ReadOptions<F>) => AsyncGenerator<FeedPage, void, void>;

/** A field of a feed's credentials. */
export interface FeedCredential {
  readonly name: string;
  readonly description: string;
  readonly mask: boolean;
  readonly optional: boolean;
}

/** A kind of feed: how it is read, and which credentials it takes. */
export interface FeedKind<F extends FeedConfig> {
  readonly read: ReadFeed<F>;
  readonly credentials: readonly FeedCredential[];
}

/** `Authorization` from a token, or from user name and password; none without either. */
export function authorization({ token, username, password }: Credentials): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

/** The credentials of {@link authorization}. */
export const httpCredentials: readonly FeedCredential[] = [
  { name: 'username', description: 'user name, for HTTP basic authentication', mask: false, optional: true },
  { name: 'password', description: 'password of the user name', mask: true, optional: true },
  { name: 'token', description: 'token, instead of user name and password', mask: true, optional: true },
];
