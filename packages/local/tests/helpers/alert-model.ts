import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Alert,
  type AlertKey,
  alertId,
  type Clock,
  historyOutput,
  type Micros,
  type OutputName,
  type StoredAlert,
} from '@streamalert/core';
import { type EmbeddedState, openState } from '@streamalert/embedded';
import { mergeAlerts } from '@streamalert/merger';
import { type AlertProcessor, createAlertProcessor, type Output, type SendResult } from '@streamalert/outputs';
import { makeAlert, testTime } from '@streamalert/test-kit';

/** What a receiver does from now on. `lost`: it takes the alert, and its answer is lost. */
export type Mood = 'up' | 'down' | 'refusing' | 'lost' | 'hanging';

/** Rules of the model, and how their alerts are held back. */
export const ruleNames = ['plain', 'merged', 'first', 'dedup', 'capped', 'large'] as const;
export type RuleName = (typeof ruleNames)[number];

/** Places at which the process may end. */
export type CrashPlace = 'after claim' | 'after send' | 'after outcome' | 'after plan' | 'after merge';

export const outputNames: readonly OutputName[] = ['chat:a', 'pager:b'];

const minute = 60_000_000;
/** Half a minute after a send began, nobody waits for it any more. */
const leaseMicros = 30 * 1_000_000;

/** Thrown where the process would have ended. */
class Crash extends Error {}

/** A clock that jumps, as a machine's may over a restart. */
export interface JumpingClock extends Clock {
  jump(micros: Micros): void;
}

function createJumpingClock(): JumpingClock {
  let now = testTime;
  return {
    now() {
      now += 1;
      return now;
    },
    jump(micros) {
      now += micros;
    },
  };
}

/** Everything that one receiver was sent, by idempotency key. */
export interface Arrivals {
  readonly byKey: Map<string, { readonly alert: Alert; times: number }>;
  /** Keys whose delivery was noted in the store: none of them may come again. */
  readonly noted: Set<string>;
  readonly repeatedAfterNoted: string[];
}

/**
 * The real store, merger and processor in one process that may end at any step, and receivers that misbehave. What the process had in
 * memory is gone with it; what the store had committed stays.
 */
export class AlertSystem {
  readonly clock = createJumpingClock();
  readonly moods = new Map<OutputName, Mood>([historyOutput, ...outputNames].map((output) => [output, 'up']));
  readonly arrivals: Arrivals = { byKey: new Map(), noted: new Set(), repeatedAfterNoted: [] };
  readonly made = new Map<string, Alert>();
  readonly #dir = mkdtempSync(join(tmpdir(), 'streamalert-model-'));
  readonly #processor: AlertProcessor;
  #state: EmbeddedState | undefined;

  constructor() {
    this.#processor = createAlertProcessor({
      outputs: ['chat', 'pager', 'aws-firehose'].map((service) => this.#receiver(service)),
      descriptors: new Map(
        outputNames.map((name) => [name, { service: name.split(':')[0] ?? '', descriptor: name.split(':')[1] ?? '' }]),
      ) as never,
      secrets: { get: async () => undefined, put: async () => {}, list: async () => [], delete: async () => {} },
      publishers: new Map(),
      clock: this.clock,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      metrics: { count() {}, time() {}, flush: async () => {} },
      deadlineMs: 10,
    });
  }

  async state(): Promise<EmbeddedState> {
    this.#state ??= await openState({ dir: this.#dir, clock: this.clock });
    return this.#state;
  }

  /** Puts the alerts of a rule on some records; the same seeds again are a redelivery. */
  async put(rule: RuleName, seeds: readonly number[]): Promise<void> {
    const { alerts } = await this.state();
    await alerts.put(seeds.map((seed) => this.#alertOf(rule, seed)));
  }

  #alertOf(rule: RuleName, seed: number): Alert {
    const id = alertId(rule, String(seed));
    const known = this.made.get(id);
    if (known !== undefined) return known;
    const alert = makeAlert({ seed, ...optionsOf(rule, seed), id, ruleName: rule, created: this.clock.now() });
    this.made.set(id, alert);
    return alert;
  }

  /** Claims and delivers what is due. @returns How many alerts were claimed. */
  async deliver(limit: number, crash?: CrashPlace): Promise<number> {
    return this.#untilCrash(0, async ({ alerts }) => {
      const now = this.clock.now();
      const owner = 'model';
      const claimed = await alerts.claim({ now, owner, leasedUntil: now + leaseMicros, limit });
      reach(claimed.length > 0 && crash === 'after claim');
      for (const stored of claimed) await this.#deliverOne(stored, alerts, crash);
      return claimed.length;
    });
  }

  async #deliverOne(stored: StoredAlert, alerts: EmbeddedState['alerts'], crash?: CrashPlace): Promise<void> {
    const key: AlertKey = { ruleName: stored.alert.ruleName, id: stored.alert.id };
    const owner = 'model';
    await this.#processor.deliver(stored, async (outcome) => {
      reach(crash === 'after send');
      await alerts.settle(key, [outcome], { owner, more: true });
      if (outcome.kind === 'sent') this.arrivals.noted.add(`${key.id}:${outcome.output}`);
      reach(crash === 'after outcome');
    });
    await alerts.settle(key, [], { owner });
  }

  /** Merges what is ready. @returns How many groups. */
  async merge(closeWindows: boolean, crash?: CrashPlace): Promise<number> {
    return this.#untilCrash(0, async ({ alerts }) => {
      const now = closeWindows ? Number.MAX_SAFE_INTEGER : this.clock.now();
      for (let groups = 0; ; groups++) {
        const members = await alerts.mergeGroup({ now, maxAlerts: 3, maxBytes: 1e9 });
        if (members === undefined) return groups;
        reach(crash === 'after plan');
        await alerts.replace(members, mergeAlerts(members, this.clock.now()));
        reach(crash === 'after merge');
      }
    });
  }

  async silence(rule: RuleName, minutes: number): Promise<void> {
    const created = this.clock.now();
    const silence = {
      id: rule,
      ruleName: rule,
      where: {},
      until: created + minutes * minute,
      reason: 'r',
      by: 'b',
      created,
    };
    await (await this.state()).silences.add(silence);
  }

  async retry(parked: boolean): Promise<void> {
    const { alerts } = await this.state();
    await alerts.retry({ now: this.clock.now(), parked });
  }

  /** The process ends and another one begins, on a clock that may have been set. */
  async restart(jumpMicros = 0): Promise<void> {
    await this.#state?.close();
    this.#state = undefined;
    this.clock.jump(jumpMicros);
  }

  /** Brings everything to rest: all receivers are up, all windows over. */
  async settle(): Promise<void> {
    for (const output of this.moods.keys()) this.moods.set(output, 'up');
    for (;;) {
      this.clock.jump(60 * minute);
      await this.retry(true);
      const sent = await this.deliver(1000);
      const merged = await this.merge(true);
      if (sent === 0 && merged === 0) return;
    }
  }

  async close(): Promise<void> {
    await this.#state?.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #untilCrash<T>(otherwise: T, work: (state: EmbeddedState) => Promise<T>): Promise<T> {
    try {
      return await work(await this.state());
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await this.restart();
      return otherwise;
    }
  }

  #receiver(service: string): Output {
    return {
      service,
      credentials: [],
      idempotent: true,
      checkSettings: () => [],
      send: async ({ alert, descriptor, idempotencyKey, signal }): Promise<SendResult> => {
        const mood = this.moods.get(`${service}:${descriptor}`) ?? 'up';
        if (mood === 'down') return { kind: 'retry', reason: '503' };
        if (mood === 'refusing') return { kind: 'permanent', reason: '400' };
        if (mood === 'hanging')
          await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))));
        this.#arrive(alert, idempotencyKey);
        return mood === 'lost' ? { kind: 'retry', reason: 'connection reset' } : { kind: 'sent' };
      },
    };
  }

  #arrive(alert: Alert, key: string): void {
    const { byKey, noted, repeatedAfterNoted } = this.arrivals;
    if (noted.has(key)) repeatedAfterNoted.push(key);
    const before = byKey.get(key);
    if (before === undefined) byKey.set(key, { alert, times: 1 });
    else before.times += 1;
  }
}

function reach(crashes: boolean): void {
  if (crashes) throw new Crash();
}

function optionsOf(rule: RuleName, seed: number): Partial<Alert> {
  const outputs = [historyOutput, ...outputNames];
  const user = { user: `u${seed % 3}`, seed };
  const merge = { mergeByKeys: ['user'], mergeWindowMinutes: 5 };
  const byRule: Readonly<Record<RuleName, Partial<Alert>>> = {
    plain: { outputs },
    merged: { outputs, ...merge },
    first: { outputs, ...merge, limits: { sendFirst: true } },
    dedup: { outputs, limits: { dedup: { by: ['user'], minutes: 10 } } },
    capped: { outputs, limits: { maxPerHour: 2 } },
    large: { outputs, ...merge },
  };
  const record = rule === 'large' ? { ...user, note: 'x'.repeat(140_000) } : user;
  return { ...byRule[rule], record };
}

/** What is wrong once everything is at rest; nothing, when the promises hold. */
export async function findBroken(system: AlertSystem): Promise<string[]> {
  const { alerts } = await system.state();
  const broken = system.arrivals.repeatedAfterNoted.map((key) => `${key} was sent again after it was noted`);
  const arrived = (id: string, output: OutputName) => system.arrivals.byKey.get(`${id}:${output}`)?.alert;
  const membersOf = new Map<string, string[]>();
  for await (const { alert } of alerts.waiting()) broken.push(`${alert.id} waits`);
  for (const { id, ruleName } of system.made.values()) {
    const receipt = await alerts.receipt({ ruleName, id });
    const inHistory = arrived(id, historyOutput);
    if (receipt === undefined || inHistory === undefined)
      broken.push(`${id} of ${ruleName} has no receipt or no history`);
    if (receipt?.mergedInto !== undefined) {
      membersOf.set(receipt.mergedInto, [...(membersOf.get(receipt.mergedInto) ?? []), id]);
    } else if (inHistory !== undefined) {
      const missing = inHistory.outputs.filter((output) => arrived(id, output) === undefined);
      if (missing.length > 0) broken.push(`${id} of ${ruleName} did not come to ${missing.join(', ')}`);
    }
    if (inHistory?.suppressed !== undefined && outputNames.some((output) => arrived(id, output) !== undefined)) {
      broken.push(`${id} was suppressed and sent`);
    }
  }
  return [...broken, ...findBrokenMerges(system, membersOf)];
}

function findBrokenMerges({ arrivals }: AlertSystem, membersOf: ReadonlyMap<string, readonly string[]>): string[] {
  return [...membersOf].flatMap(([id, members]) => {
    const merged = arrivals.byKey.get(`${id}:${historyOutput}`)?.alert;
    if (merged === undefined) return [`merged alert ${id} is not in history`];
    const diffs = Object.keys(merged.record['ValueDiffs'] as object).length;
    const isWhole = merged.record['AlertCount'] === members.length && diffs === members.length;
    const missing = merged.outputs.filter((output) => !arrivals.byKey.has(`${id}:${output}`));
    return [
      ...(isWhole ? [] : [`merged alert ${id} of ${members.length} holds ${String(merged.record['AlertCount'])}`]),
      ...(missing.length === 0 ? [] : [`merged alert ${id} did not come to ${missing.join(', ')}`]),
    ];
  });
}
