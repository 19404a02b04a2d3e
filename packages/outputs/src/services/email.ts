import type { Output, OutputService, SendResult } from '../contract.ts';
import { isLoopback, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { alertMail, mailAddresses, validateAddresses } from '../render/mail.ts';
import { alertTitle } from '../render/title.ts';
import { oneOf, takesObject } from '../settings.ts';

const submissionPort = 587;
const tlsPort = 465;

/** What is known of mail by SMTP without sending. */
export const emailService: OutputService = defineService({
  service: 'email',
  credentials: [
    {
      ...plainField('host', 'the SMTP server, e.g. smtp.example.com'),
      validate: (value) => (/^[\w.:[\]-]+$/.test(value) ? undefined : 'must be the name of a host'),
    },
    {
      ...optional(plainField('port', `its port, if it is not ${submissionPort}`)),
      validate: (value) => (/^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? undefined : 'must be a port number'),
    },
    optional(plainField('username', 'the user, if the server asks for one')),
    optional(secretField('password', "the user's password")),
    { ...plainField('from', 'the address of the sender'), validate: validateAddresses },
    { ...plainField('to', 'the receivers, comma separated'), validate: validateAddresses },
  ],
  idempotent: false,
  checkSettings: takesObject({ tls: oneOf('starttls', 'implicit') }),
});

/** What a connection to a mail server takes besides. */
export interface EmailOptions {
  /** A certificate authority in place of the system's, PEM. */
  readonly ca?: string;
}

/**
 * Sends a mail with the record attached through an SMTP server, always by TLS with a verified certificate: STARTTLS, or
 * from the first byte on port 465. A server on this machine may do without.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321 replies of 4xx pass, those of 5xx do not
 * @see https://www.rfc-editor.org/rfc/rfc8314 submission by TLS
 */
export function email({ ca }: EmailOptions = {}): Output {
  return defineOutput(emailService, async (delivery) => {
    const { alert, credentials, settings } = delivery;
    const { host = '', port = String(submissionPort), username, password = '', from = '', to = '' } = credentials;
    const { tls } = (settings ?? {}) as { readonly tls?: 'starttls' | 'implicit' };
    const secure = tls === undefined ? Number(port) === tlsPort : tls === 'implicit';
    const left = delivery.timeLeftMs();
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host,
      port: Number(port),
      secure,
      requireTLS: !secure && !isLoopback(host),
      ignoreTLS: !secure && isLoopback(host) && ca === undefined,
      ...(username !== undefined && { auth: { user: username, pass: password } }),
      ...(ca !== undefined && { tls: { ca } }),
      connectionTimeout: left,
      greetingTimeout: left,
      socketTimeout: left,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const label = alert.severity === undefined ? '' : `[${alert.severity.toUpperCase()}] `;
    const mail = alertMail(delivery, 'email', `${label}${alertTitle(alert)}`);
    try {
      await transport.sendMail({ ...mail, from, to: mailAddresses(to) });
      return { kind: 'sent' };
    } catch (error) {
      return smtpFailure(error);
    } finally {
      transport.close();
    }
  });
}

/** Replies of 5xx are permanent; 535 and its kin refuse the login. */
function smtpFailure(error: unknown): SendResult {
  const {
    message,
    code,
    responseCode = 0,
  } = error as Error & { readonly code?: string; readonly responseCode?: number };
  const reason = code === undefined ? message : `${code}: ${message}`;
  const refused = responseCode === 535 || responseCode === 534 || responseCode === 530;
  if (responseCode < 500) return { kind: 'retry', reason };
  return { kind: 'permanent', reason, ...(refused && { credentialsRefused: true }) };
}
