import type { FeedConfig } from '@streamalert/config';
import { list } from './list.ts';
import { misp } from './misp.ts';
import type { FeedKind } from './read-feed.ts';
import { taxii } from './taxii.ts';
import { threatStream } from './threatstream.ts';

type FeedType = FeedConfig['type'];

const kinds: { readonly [T in FeedType]: FeedKind<Extract<FeedConfig, { readonly type: T }>> } = {
  threatstream: threatStream,
  taxii,
  misp,
  list,
};

/** How feeds of a type are read, and which credentials they take. */
export const feedKind = (type: FeedType): FeedKind<FeedConfig> => kinds[type] as unknown as FeedKind<FeedConfig>;
