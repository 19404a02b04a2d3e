import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createCrashPoints, parseCrash } from '../src/index.ts';

const names = ['sent', 'acknowledged'] as const;

describe('createCrashPoints', () => {
  it('ends the process at the chosen visit', () => {
    let kills = 0;
    const points = createCrashPoints({ names, crash: { name: 'sent', visit: 2 }, kill: () => (kills += 1) });

    const seen = names.concat(names).map((name) => {
      points.reach(name);
      return kills;
    });

    expect(seen).toStrictEqual([0, 0, 1, 1]);
  });

  it('counts visits, and never ends the process without a choice', () => {
    const points = createCrashPoints({ names, kill: () => expect.unreachable() });
    points.reach('sent');
    points.reach('sent');

    expect(points.visits()).toStrictEqual({ sent: 2, acknowledged: 0 });
  });

  it('refuses a name that is no crash point', () => {
    const points = createCrashPoints<string>({ names });

    expect(() => points.reach('elsewhere')).toThrow(TypeError);
    expect(() => createCrashPoints<string>({ names, crash: { name: 'elsewhere', visit: 1 } })).toThrow(TypeError);
  });

  it('kills so that nothing after it happens', () => {
    const program = fileURLToPath(new URL('./programs/crash.ts', import.meta.url));
    const run = (crash: string) =>
      spawnSync(process.execPath, ['--conditions=@streamalert/source', program, crash], { encoding: 'utf8' });

    expect(run('middle:2')).toMatchObject({ signal: 'SIGKILL', stdout: 'first\nsecond\n' });
    expect(run('middle:4')).toMatchObject({ signal: null, status: 0, stdout: 'first\nsecond\nthird\n' });
  });
});

describe('parseCrash', () => {
  it.each([
    ['sent', { name: 'sent', visit: 1 }],
    ['sent:3', { name: 'sent', visit: 3 }],
  ])('reads %s', (text, crash) => {
    expect(parseCrash(text)).toStrictEqual(crash);
  });
});
