import { type HttpClient, type HttpRequest, HttpRequestError, type HttpResponse } from './ports/http-client.ts';

/** No service answers a delivery with more; the rest is not read. */
const defaultBodyBytes = 1024 * 1024;

/** An {@link HttpClient} on the runtime's own `fetch`. Redirects are answers like others; bodies end after `maxBodyBytes`. */
export function createHttpClient(): HttpClient {
  return {
    async request(request) {
      const signal = AbortSignal.timeout(request.timeoutMs);
      try {
        return await exchange(request, signal);
      } catch (error) {
        throw toRequestError(request, error, signal.aborted);
      }
    },
  };
}

async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const response = await fetch(request.url, {
    method: request.method,
    redirect: 'manual',
    signal,
    ...(request.headers !== undefined && { headers: request.headers }),
    ...(request.body !== undefined && { body: request.body as string | Uint8Array<ArrayBuffer> }),
  });
  const read = response.body === null ? undefined : await readText(response.body, request.maxBodyBytes);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: read?.text ?? '',
    ...(read?.truncated === true && { truncated: true }),
  };
}

async function readText(body: ReadableStream<Uint8Array>, maxBodyBytes = defaultBodyBytes) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, Math.max(0, maxBodyBytes - bytes)));
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) break;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), truncated: bytes > maxBodyBytes };
}

/** Made anew, without a cause: the errors of `fetch` quote URLs, host names and header values. */
function toRequestError({ method, timeoutMs }: HttpRequest, error: unknown, timedOut: boolean): HttpRequestError {
  if (timedOut) {
    return new HttpRequestError(`${method} request: no answer within ${timeoutMs} ms`, 'timeout', { retryable: true });
  }
  const code = systemCode(error);
  return new HttpRequestError(`${method} request failed: ${code}`, code, {
    retryable: !code.startsWith('ERR_INVALID'),
  });
}

function systemCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause !== 'object' || cause === null) return 'unknown';
  // A host with several addresses fails with one error each.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const code: unknown = (first as { code?: unknown }).code ?? (cause as { code?: unknown }).code;
  return typeof code === 'string' ? code : 'ERR_INVALID_REQUEST';
}
