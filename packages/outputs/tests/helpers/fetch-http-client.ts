import type { HttpClient } from '@streamalert/core';

/** A client that, unlike the port asks, leaves the URL in its errors, so that redaction has something to do. */
export const fetchHttpClient: HttpClient = {
  async request({ method, url, headers = {}, body, timeoutMs }) {
    try {
      const response = await fetch(url, {
        method,
        headers,
        body: (body ?? null) as string | null,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    } catch (cause) {
      throw new Error(`${method} ${url} with ${JSON.stringify(headers)} failed`, { cause });
    }
  },
};
