import { PipelineError, type PipelineErrorOptions } from '../errors.ts';

/** A request that got no answer. Its text names the method and the kind of failure only: URL and headers may be secret. */
export class HttpRequestError extends PipelineError {
  override readonly name = 'HttpRequestError';
  /** `timeout`, or the system's code, e.g. `ECONNREFUSED`. */
  readonly code: string;

  constructor(message: string, code: string, options?: PipelineErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One HTTP request. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number;
  /** No more of the answer's body is read; default 1 MiB. */
  readonly maxBodyBytes?: number;
}

/** Any answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body is longer than what was read of it. */
  readonly truncated?: true;
}

/** HTTPS with verified certificates. Does not retry and does not follow redirects to another host. */
export interface HttpClient {
  /** @throws HttpRequestError without URL or headers in its text, as both may hold a secret. */
  request(request: HttpRequest): Promise<HttpResponse>;
}
