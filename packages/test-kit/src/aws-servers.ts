import { describe, inject, it } from 'vitest';

/** The servers that stand in for AWS on the machine that tests. */
export type AwsServerName = 'ministack' | 'moto' | 'dynamodbLocal';

/** Where such a server is, or why there is none. */
export type AwsServer =
  | { readonly kind: 'running'; readonly url: string }
  | {
      readonly kind: 'missing';
      readonly reason: string;
      /** Whether tests that need it fail rather than are skipped. */
      readonly required: boolean;
    };

declare module 'vitest' {
  export interface ProvidedContext {
    /** Provided by the global setup of the project. */
    awsServers: Readonly<Record<AwsServerName, AwsServer>>;
  }
}

/** In a project without the global setup. */
const notStarted: AwsServer = { kind: 'missing', reason: 'this project starts no AWS servers', required: false };

/**
 * Tests on a local AWS server. Where the machine has none they are reported as skipped, and the name says why; where it must have
 * one, as in CI, there is one failing test instead.
 *
 * @param tests Declares the tests; `url` is the address of the server, `http://127.0.0.1:…`.
 */
export function describeOnAws(server: AwsServerName, tests: (url: string) => void): void {
  const found: AwsServer = inject('awsServers')?.[server] ?? notStarted;
  if (found.kind === 'running') {
    describe(`on ${server}`, () => tests(found.url));
  } else if (found.required) {
    it(`has ${server} to test on`, () => {
      throw new Error(found.reason);
    });
  } else {
    describe.skipIf(true)(`on ${server}: ${found.reason}`, () => tests('http://127.0.0.1:9'));
  }
}
