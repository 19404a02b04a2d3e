import type { Alert, ClassifiedRecord, Clock, OutputName } from '@streamalert/core';
import type { Match, Matcher, Rule, RuleEvent } from '@streamalert/rules-sdk';
import { buildAlert } from './alert-builder.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { IntelMatches } from './intel/indicator-matcher.ts';
import type { Lookup } from './lookups/lookup.ts';
import { isOutputName, joinOutputs } from './outputs.ts';
import { RuleCounts } from './rule-counts.ts';
import { createRuleEvent } from './rule-event.ts';
import type { Candidate } from './rule-index.ts';
import type { RulesEngineOptions } from './rules-engine.ts';
import { RuleTimeout, withTimeLimit } from './time-limit.ts';
import type { Evaluation, RuleFailure } from './types.ts';
import { readVerdict } from './verdict.ts';

/** What the evaluations of one engine share. */
export interface RunSettings {
  /** In the order in which they run. */
  readonly rules: readonly Rule[];
  readonly defaultOutputs: readonly OutputName[];
  readonly clock: Clock;
  readonly staged: ReadonlySet<string>;
  readonly timeLimitMs: number;
  /** Rules that do not run any more; grows. */
  readonly parked: Set<string>;
  readonly onCall: RulesEngineOptions['onCall'];
  readonly sampleAll: boolean | undefined;
  readonly lookup: Lookup | undefined;
}

/** Reading the time costs as much as a small rule: of records with more candidates than these, only some are timed. */
const fewCandidates = 16;
const timedEvery = 256;

/** One record on its way through its candidates. */
interface Subject {
  readonly classified: ClassifiedRecord;
  readonly position: number;
  /** Every call of a rule is timed, and not only counted. */
  readonly isTimed: boolean;
  /** Made, and the record frozen, when the first rule is about to run. */
  event?: RuleEvent;
  /** What shared matchers answered, or threw; absent while none was asked. */
  matched?: Map<Matcher, boolean | Error>;
}

/** One call of a rule. */
interface Call {
  readonly rule: Rule;
  readonly order: number;
  readonly event: RuleEvent;
  readonly subject: Subject;
}

/** One call of `evaluate`: collects alerts, failures and metrics. */
export class EvaluationRun {
  readonly #settings: RunSettings;
  readonly #alerts: Alert[] = [];
  readonly #failures: RuleFailure[] = [];
  readonly #counts: RuleCounts;
  /** Records that had many candidates. */
  #records = 0;
  /** When the last rule ended, which is when the next one begins: reading the time costs as much as a small rule. */
  #reading = 0;

  /** Records with indicators, by position. */
  readonly #enriched: IntelMatches['enriched'] | undefined;

  constructor(settings: RunSettings, enriched?: IntelMatches['enriched']) {
    this.#settings = settings;
    this.#counts = new RuleCounts(settings.rules.length);
    this.#enriched = enriched;
  }

  /**
   * Runs the candidates in order. Returns a promise only when a rule does, as waiting costs more than most rules.
   *
   * @param position Where the record stands in its batch.
   */
  evaluate(
    classified: ClassifiedRecord,
    position: number,
    candidates: readonly Candidate[],
  ): Promise<void> | undefined {
    const isTimed = candidates.length <= fewCandidates || this.#records++ % timedEvery === 0;
    return this.#runFrom(0, candidates, { classified, position, isTimed });
  }

  result(): Evaluation {
    return { alerts: this.#alerts, failures: this.#failures, metrics: this.#counts.metrics(this.#settings.rules) };
  }

  #runFrom(start: number, candidates: readonly Candidate[], subject: Subject): Promise<void> | undefined {
    if (!subject.isTimed) return this.#runUntimed(start, candidates, subject);
    for (let at = start; at < candidates.length; at++) {
      const waiting = this.#runRule(candidates[at] as Candidate, subject);
      if (waiting !== undefined) return this.#goOn(waiting, at + 1, candidates, subject);
    }
    return undefined;
  }

  async #goOn(waiting: Promise<void>, at: number, candidates: readonly Candidate[], subject: Subject): Promise<void> {
    await waiting;
    await this.#runFrom(at, candidates, subject);
  }

  /**
   * The same for records that many rules look at, of which most say no: a rule that is a function and nothing else
   * costs its call, a count, and the turn of a loop.
   */
  #runUntimed(start: number, candidates: readonly Candidate[], subject: Subject): Promise<void> | undefined {
    const { parked, onCall } = this.#settings;
    const { evaluations } = this.#counts;
    for (let at = start; at < candidates.length; at++) {
      try {
        // Inside, so that it is entered once, and again after a rule that throws.
        for (; at < candidates.length; at++) {
          const { plain, rule, order } = candidates[at] as Candidate;
          let waiting: Promise<void> | undefined;
          if (plain === undefined || parked.size > 0) waiting = this.#runRule(candidates[at] as Candidate, subject);
          else {
            const event = (subject.event ??= this.#present(subject));
            evaluations[order] = (evaluations[order] as number) + 1;
            if (onCall !== undefined) onCall(order, subject.position);
            const answer = plain.call(rule, event);
            if (answer !== false) waiting = this.#answered({ rule, order, event, subject }, answer);
            else if (onCall !== undefined) onCall(-1, subject.position);
          }
          if (waiting !== undefined) return this.#goOn(waiting, at + 1, candidates, subject);
        }
      } catch (error) {
        const { rule, order } = candidates[at] as Candidate;
        const event = (subject.event ??= this.#present(subject));
        this.#fail({ rule, order, event, subject }, error);
        onCall?.(-1, subject.position);
      }
    }
    return undefined;
  }

  #runRule({ rule, order, admits }: Candidate, subject: Subject): Promise<void> | undefined {
    const { parked, onCall } = this.#settings;
    if (parked.size > 0 && parked.has(rule.id)) return undefined;
    if (admits !== undefined && !admits(subject.classified.record)) return undefined;
    const event = (subject.event ??= this.#present(subject));
    const { evaluations } = this.#counts;
    evaluations[order] = (evaluations[order] as number) + 1;
    onCall?.(order, subject.position);
    try {
      const answer: unknown =
        (rule.matchers === undefined || passes(rule.matchers, event, subject)) &&
        (rule.when === undefined || rule.when(event));
      if (answer !== false) return this.#answered({ rule, order, event, subject }, answer);
    } catch (error) {
      this.#fail({ rule, order, event, subject }, error);
    }
    onCall?.(-1, subject.position);
    if (subject.isTimed) this.#time(order);
    return undefined;
  }

  /** Anything but `false`. Throws, before the call counts as ended, for what is no verdict. */
  #answered(call: Call, answer: unknown): Promise<void> | undefined {
    if (isThenable(answer)) return this.#await(call, answer);
    const waiting = this.#conclude(call, answer);
    if (waiting !== undefined) return waiting.then(() => this.#finish(call));
    this.#finish(call);
    return undefined;
  }

  async #await(call: Call, answer: PromiseLike<unknown>): Promise<void> {
    try {
      await this.#conclude(call, await withTimeLimit(answer, this.#settings.timeLimitMs));
    } catch (error) {
      this.#fail(call, error);
    }
    this.#finish(call);
  }

  #finish({ order, subject }: Call): void {
    this.#settings.onCall?.(-1, subject.position);
    if (subject.isTimed) this.#time(order);
  }

  #time(order: number): void {
    const now = performance.now();
    this.#counts.time(order, now - this.#reading);
    this.#reading = now;
  }

  #present({ classified, position, isTimed }: Subject): RuleEvent {
    deepFreeze(classified.record);
    if (isTimed) this.#reading = performance.now();
    const { clock, lookup, sampleAll } = this.#settings;
    const hits = this.#enriched?.get(position)?.hits;
    return createRuleEvent(classified, { now: clock.now(), lookup, sampleAll, hits });
  }

  /** Returns a promise only when the rule's dynamic outputs do. */
  #conclude(call: Call, verdict: unknown): Promise<void> | undefined {
    const { rule } = call;
    const match = readVerdict(verdict, rule.context);
    if (match === undefined) return undefined;
    if (this.#settings.staged.has(rule.id)) this.#alert(call, match, joinOutputs(), true);
    else if (rule.dynamicOutputs === undefined) this.#alert(call, match, this.#outputsOf(rule));
    else {
      const dynamic = this.#dynamicOutputs(call, match);
      if (dynamic instanceof Promise) {
        return dynamic.then((outputs) => this.#alert(call, match, this.#outputsOf(rule, outputs)));
      }
      this.#alert(call, match, this.#outputsOf(rule, dynamic));
    }
    return undefined;
  }

  #alert({ rule, order, event, subject }: Call, match: Match, outputs: readonly OutputName[], staged = false): void {
    const { classified } = subject;
    const created = this.#settings.clock.now();
    this.#alerts.push(buildAlert({ rule, event, classified, match, outputs, staged, created }));
    this.#counts.match(order);
  }

  #outputsOf(rule: Rule, dynamic: readonly OutputName[] = []): readonly OutputName[] {
    const fixed = rule.outputs ?? this.#settings.defaultOutputs;
    if (dynamic.length > 0) return joinOutputs(fixed, dynamic);
    let outputs = joined.get(fixed);
    if (outputs === undefined) {
      outputs = joinOutputs(fixed);
      joined.set(fixed, outputs);
    }
    return outputs;
  }

  /** A dynamic output that fails costs its own outputs, never the alert. */
  #dynamicOutputs(call: Call, match: Match): readonly OutputName[] | Promise<readonly OutputName[]> {
    try {
      const outputs: unknown = call.rule.dynamicOutputs?.(call.event, match);
      if (!isThenable(outputs)) return this.#goodOutputs(call, outputs);
      return withTimeLimit(outputs, this.#settings.timeLimitMs)
        .then((answer) => this.#goodOutputs(call, answer))
        .catch((error: unknown) => this.#noOutputs(call, error));
    } catch (error) {
      return this.#noOutputs(call, error);
    }
  }

  #goodOutputs(call: Call, outputs: unknown): readonly OutputName[] {
    if (!Array.isArray(outputs)) throw new TypeError('dynamicOutputs must return an array');
    for (const output of outputs.filter((name) => !isOutputName(name))) {
      this.#fail(call, new TypeError(`dynamicOutputs: "${String(output)}" is not service:descriptor`));
    }
    return outputs.filter(isOutputName);
  }

  #noOutputs(call: Call, error: unknown): readonly OutputName[] {
    this.#fail(call, error);
    return [];
  }

  #fail({ rule, order, event }: Call, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const parked = error instanceof RuleTimeout;
    if (parked) this.#settings.parked.add(rule.id);
    this.#failures.push({ rule: rule.id, recordId: event.id, message, ...(parked && { parked }) });
    this.#counts.fail(order);
  }
}

/** What alerts of rules that name these outputs are sent to. */
const joined = new WeakMap<readonly OutputName[], readonly OutputName[]>();

/** Asks a rule's matchers in order; one that another rule has asked for this record is not asked again. */
function passes(matchers: readonly Matcher[], event: RuleEvent, subject: Subject): boolean {
  const matched = (subject.matched ??= new Map());
  for (const matcher of matchers) {
    const known = matched.get(matcher);
    const answer = known ?? ask(matcher, event);
    if (known === undefined) matched.set(matcher, answer);
    if (answer instanceof Error) throw answer;
    if (!answer) return false;
  }
  return true;
}

function ask(matcher: Matcher, event: RuleEvent): boolean | Error {
  try {
    const answer: unknown = matcher(event);
    return typeof answer === 'boolean'
      ? answer
      : new TypeError(`a matcher answers true or false, not ${typeof answer}`);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
