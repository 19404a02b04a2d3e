import { createSystemClock } from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { stateOption } from '../options.ts';
import { requireState } from '../require-state.ts';
import { plural } from '../terminal/numbers.ts';

/** `streamalert alerts`: what to do about alerts that wait. */
export function alertsCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('alerts').description('what to do about alerts that wait');
  command
    .command('retry')
    .description('make every waiting delivery due now, parked ones too; the next run sends them')
    .addOption(stateOption())
    .action(async ({ state: dir }: { state: string }) => {
      await requireState(dir);
      const clock = createSystemClock();
      const state = await openState({ dir, clock, owner: 'alerts retry' });
      try {
        const due = await state.alerts.retry({ now: clock.now(), parked: true });
        context.stdout.write(`${plural(due, 'alert')} due; the next run sends them\n`);
      } finally {
        await state.close();
      }
      exit(0);
    });
  return command;
}
