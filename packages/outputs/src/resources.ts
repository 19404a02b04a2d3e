import type { HttpClient, Logger } from '@streamalert/core';
import type { AwsAccess } from './aws/support/access.ts';
import type { ConsoleOptions } from './services/console.ts';

/** What outputs touch, for a program that has all of them. Clients are made when an output first sends. */
export interface OutputResources extends ConsoleOptions {
  readonly http: HttpClient;
  /** Folder that relative paths of the `file` output start from. */
  readonly baseDir: string;
  readonly aws: AwsAccess;
  readonly logger: Logger;
  /** Certificate authority of mail servers, PEM; absent: the system's. */
  readonly ca?: string;
}
