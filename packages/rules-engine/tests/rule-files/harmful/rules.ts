import { defineRule, type RuleEvent } from '@streamalert/rules-sdk';

const rule = (id: string, when: (action: unknown) => boolean | Promise<boolean>) =>
  defineRule({
    id,
    description: 'For tests.',
    logs: ['vpn:login'],
    when: ({ record }: RuleEvent) => when(record['action']),
  });

export const good = rule('good', () => true);

export const loops = rule('loops', (action) => {
  while (action === 'loop');
  return false;
});

export const hoards = rule('hoards', (action) => {
  let hoard = {};
  while (action === 'hoard') hoard = { hoard };
  return false;
});

export const hoardsBuffers = rule('hoards_buffers', (action) => {
  const hoard: Buffer[] = [];
  while (action === 'hoard buffers') hoard.push(Buffer.alloc(1024 * 1024, hoard.length + 1));
  return false;
});

export const exits = rule('exits', (action) => (action === 'exit' ? process.exit(3) : false));

export const exitsLater = rule('exits_later', (action) => {
  if (action === 'exit later') void Promise.resolve().then(() => process.exit(4));
  return false;
});

export const waits = rule('waits', async (action) => {
  if (action === 'wait') await new Promise(() => {});
  return false;
});

export const strays = rule('strays', (action) => {
  if (action === 'stray') void Promise.reject(new Error('nobody waits'));
  return false;
});

export const prints = rule('prints', (action) => {
  // eslint-disable-next-line no-console -- rules do, and it must not reach standard output
  if (action === 'print') console.log('printed by a rule');
  return false;
});
