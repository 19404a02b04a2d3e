import type { Json } from '@streamalert/core';

/** A syslog message. Text is as in the message; what a message does not tell is empty, or absent. */
export type SyslogMessage = {
  readonly timestamp: string;
  readonly host: string;
  readonly application: string;
  readonly message: string;
} & Readonly<Partial<Record<OptionalField, Json>>>;

type OptionalField = 'priority' | 'facility' | 'severity' | 'process_id' | 'message_id' | 'structured_data';
