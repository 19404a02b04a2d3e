import type { SESClient } from '@aws-sdk/client-ses';
import type { Output, OutputService } from '../contract.ts';
import { plainField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { alertMail, mailAddresses, mailBytes, validateAddresses } from '../render/mail.ts';
import { takesNoSettings } from '../settings.ts';
import { type AwsAccess, clientSettings } from './support/access.ts';
import { once, sendToAws } from './support/send.ts';

/** What is known of Amazon SES without sending. */
export const awsSesService: OutputService = defineService({
  service: 'aws-ses',
  credentials: [
    {
      ...plainField('from_email', 'the sender, an address or domain that SES has verified'),
      validate: validateAddresses,
    },
    { ...plainField('to_emails', 'the receivers, comma separated'), validate: validateAddresses },
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Sends a mail with the record attached, or as `@aws-ses.subject`, `.body`, `.attachments` and `.attach_record` say.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
export function awsSes({ aws, client }: { readonly aws: AwsAccess; readonly client?: SESClient }): Output {
  const ses = once(async () => {
    const { SendRawEmailCommand, SESClient } = await import('@aws-sdk/client-ses');
    return { SendRawEmailCommand, client: client ?? new SESClient(clientSettings(aws)) };
  });
  return defineOutput(awsSesService, (delivery) =>
    sendToAws(async () => {
      const { from_email: from = '', to_emails: to = '' } = delivery.credentials;
      const { SendRawEmailCommand, client } = await ses();
      const mail = alertMail(delivery, 'aws-ses', `${delivery.alert.ruleName} triggered alert ${delivery.alert.id}`);
      const command = new SendRawEmailCommand({
        Source: from,
        Destinations: mailAddresses(to),
        RawMessage: { Data: await mailBytes({ ...mail, from, to: mailAddresses(to) }) },
      });
      await client.send(command, { abortSignal: delivery.signal });
    }),
  );
}
