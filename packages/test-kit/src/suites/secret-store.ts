import type { SecretStore } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';

const slack = { url: 'https://hooks.example.com/T000/B000/not-a-secret' };
const webhook = { url: 'https://example.com/hook', key: 'ünïcödé "quoted"\n' };

/** What every {@link SecretStore} that can be written does. */
export function describeSecretStore(name: string, make: MakeSubject<Subject<SecretStore>>): void {
  describe(`${name} as a SecretStore`, () => {
    it('gives back the fields of a secret', async () => {
      const { port } = await start(make);
      await port.put('outputs/slack/soc-triage', slack);
      await port.put('outputs/webhook/siem', webhook);

      expect(await port.get('outputs/slack/soc-triage')).toStrictEqual(slack);
      expect(await port.get('outputs/webhook/siem')).toStrictEqual(webhook);
    });

    it('has nothing under a name that was never put', async () => {
      const { port } = await start(make);

      expect(await port.get('outputs/slack/none')).toBeUndefined();
      expect(await port.get('constructor')).toBeUndefined();
    });

    it('replaces a secret whole', async () => {
      const { port } = await start(make);
      await port.put('outputs/slack/soc', webhook);
      await port.put('outputs/slack/soc', slack);

      expect(await port.get('outputs/slack/soc')).toStrictEqual(slack);
    });

    it('lists names in order, and no values', async () => {
      const { port } = await start(make);
      await port.put('outputs/webhook/siem', webhook);
      await port.put('outputs/slack/soc', slack);

      expect(await port.list()).toStrictEqual(['outputs/slack/soc', 'outputs/webhook/siem']);
    });

    it('deletes, and does not mind what is gone', async () => {
      const { port } = await start(make);
      await port.put('outputs/slack/soc', slack);
      await port.delete('outputs/slack/soc');
      await port.delete('outputs/slack/soc');

      expect(await port.list()).toStrictEqual([]);
    });

    it('keeps both of two secrets that are put at the same time', async () => {
      const { port } = await start(make);
      await Promise.all([port.put('outputs/slack/soc', slack), port.put('outputs/webhook/siem', webhook)]);

      expect(await port.list()).toStrictEqual(['outputs/slack/soc', 'outputs/webhook/siem']);
    });

    it('keeps secrets when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put('outputs/slack/soc', slack);
      const again = await reopen();

      expect(await again.get('outputs/slack/soc')).toStrictEqual(slack);
    });
  });
}
