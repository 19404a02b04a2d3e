import { historyOutput } from '@streamalert/core';
import fc from 'fast-check';
import {
  AlertSystem,
  type CrashPlace,
  findBroken,
  type Mood,
  outputNames,
  type RuleName,
  ruleNames,
} from './alert-model.ts';

/** The model has no state of its own: what must hold is looked for once everything is at rest. */
type Model = Record<string, never>;

class Step implements fc.AsyncCommand<Model, AlertSystem> {
  readonly #name: string;
  readonly #run: (system: AlertSystem) => Promise<unknown>;

  constructor(name: string, run: (system: AlertSystem) => Promise<unknown>) {
    this.#name = name;
    this.#run = run;
  }

  check = (): boolean => true;

  async run(_model: Model, system: AlertSystem): Promise<void> {
    await this.#run(system);
  }

  toString = (): string => this.#name;
}

const rule = fc.constantFrom<RuleName>(...ruleNames);
const crashWhileDelivering = fc.constantFrom<CrashPlace | undefined>(
  undefined,
  undefined,
  'after claim',
  'after send',
  'after outcome',
);
const crashWhileMerging = fc.constantFrom<CrashPlace | undefined>(undefined, undefined, 'after plan', 'after merge');

const steps = [
  // Seeds come in any order and again: that is a redelivery, and alerts that overtake each other.
  fc
    .tuple(rule, fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }))
    .map(([name, seeds]) => new Step(`put ${name} ${seeds.join(' ')}`, (system) => system.put(name, seeds))),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), crashWhileDelivering)
    .map(([limit, crash]) => new Step(`deliver ${limit} ${crash ?? ''}`, (system) => system.deliver(limit, crash))),
  fc
    .tuple(fc.boolean(), crashWhileMerging)
    .map(([close, crash]) => new Step(`merge ${close} ${crash ?? ''}`, (system) => system.merge(close, crash))),
  fc
    .integer({ min: 1, max: 20 })
    .map((minutes) => new Step(`pass ${minutes} min`, async (system) => system.clock.jump(minutes * 60_000_000))),
  fc
    .integer({ min: -60, max: 60 })
    .map((minutes) => new Step(`restart, clock ${minutes} min`, (system) => system.restart(minutes * 60_000_000))),
  fc
    .tuple(
      fc.constantFrom(historyOutput, ...outputNames),
      fc.constantFrom<Mood>('up', 'up', 'down', 'refusing', 'lost', 'hanging'),
    )
    .map(([output, mood]) => new Step(`${output} is ${mood}`, async (system) => system.moods.set(output, mood))),
  fc.boolean().map((parked) => new Step(`retry ${parked}`, (system) => system.retry(parked))),
  fc
    .tuple(rule, fc.integer({ min: 1, max: 30 }))
    .map(([name, minutes]) => new Step(`silence ${name} ${minutes} min`, (system) => system.silence(name, minutes))),
];

/** Drives the alert system with random steps, and looks at what is left when it came to rest. */
export function alertSystemProperty(maxCommands: number) {
  return fc.asyncProperty(fc.commands(steps, { maxCommands, size: 'max' }), async (commands) => {
    const system = new AlertSystem();
    try {
      await fc.asyncModelRun(() => ({ model: {} as Model, real: system }), commands);
      await system.settle();
      const broken = await findBroken(system);
      if (broken.length > 0) throw new Error(broken.join('\n'));
    } finally {
      await system.close();
    }
  });
}
