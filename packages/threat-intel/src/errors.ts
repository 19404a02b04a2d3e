import { PipelineError, type PipelineErrorOptions } from '@streamalert/core';

/** Base of the errors this package throws. */
export class ThreatIntelError extends PipelineError {
  override readonly name: string = 'ThreatIntelError';
}

/** A feed cannot be read on. Names the feed and never its address, as that may hold a key. */
export class FeedError extends ThreatIntelError {
  override readonly name = 'FeedError';
  readonly feed: string;
  /** Status of the answer, when there was one. */
  readonly status?: number;

  constructor(feed: string, message: string, options: PipelineErrorOptions & { readonly status?: number } = {}) {
    super(`feed "${feed}": ${message}`, options);
    this.feed = feed;
    if (options.status !== undefined) this.status = options.status;
  }
}

/** Content that is none of the formats of indicators. */
export class IndicatorFormatError extends ThreatIntelError {
  override readonly name = 'IndicatorFormatError';
}
